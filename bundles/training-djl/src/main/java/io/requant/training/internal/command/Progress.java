package io.requant.training.internal.command;

import io.requant.training.EpochRecord;
import io.requant.training.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints a line every few seconds and one per epoch, with the time that is left. */
final class Progress implements TrainingListener {
  private static final long PERIOD_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintWriter out;
  private final int epochs;
  private final int batch;
  private long printed = System.nanoTime();
  private int stepsSincePrint;

  Progress(PrintWriter out, int epochs, int batch) {
    this.out = out;
    this.epochs = epochs;
    this.batch = batch;
  }

  @Override
  public void stepFinished(int step, int stepsPerEpoch, double loss) {
    stepsSincePrint++;
    long now = System.nanoTime();
    if (now - printed >= PERIOD_NANOS) {
      double rate = stepsSincePrint * batch / ((now - printed) * 1e-9);
      print("  step %d/%d  loss %.4f  %.0f images/s", step, stepsPerEpoch, loss, rate);
      restart();
    }
  }

  @Override
  public void epochFinished(EpochRecord r) {
    Duration left = Duration.ofSeconds((long) (r.seconds() * (epochs - r.epoch())));
    print(
        "epoch %d/%d  loss %.4f  hold-out %.2f %%, averaged %.2f %%  %.0f s  left %d:%02d h",
        r.epoch(),
        epochs,
        r.loss(),
        100 * r.holdoutAccuracy(),
        100 * r.averageHoldoutAccuracy(),
        r.seconds(),
        left.toHours(),
        left.toMinutesPart());
    restart();
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }

  private void restart() {
    printed = System.nanoTime();
    stepsSincePrint = 0;
  }
}
