package io.requant.display.internal;

import java.util.List;
import java.util.function.LongSupplier;

/** Draws what is observed and writes it to files, each at its own rate: an LCD without threads. */
final class Lcd {

  private static final double SECOND = 1e9;

  /** A place that a picture goes to. */
  interface Output {
    /** Takes the newest picture. */
    void put(LcdScreen screen);
  }

  private final Observer observer;
  private final LcdScreen screen;
  private final List<Output> outputs;
  private final long filePeriod;
  private final LongSupplier clock;
  private long written = -1;
  private long nextWrite;

  /**
   * Joins the parts.
   *
   * @param fileRate pictures a second at most that outputs take
   * @param clock nanoseconds
   */
  Lcd(
      Observer observer,
      LcdScreen screen,
      List<Output> outputs,
      double fileRate,
      LongSupplier clock) {
    if (!(fileRate >= 0.01 && fileRate <= 60)) {
      throw new IllegalArgumentException("fileRate " + fileRate + ": 0.01..60 is possible");
    }
    this.observer = observer;
    this.screen = screen;
    this.outputs = List.copyOf(outputs);
    this.filePeriod = (long) (SECOND / fileRate);
    this.clock = clock;
    this.nextWrite = clock.getAsLong();
  }

  /** Draws if something has changed, and writes if it is time and the picture is a new one. */
  void tick() {
    screen.refresh(observer.observe());
    long now = clock.getAsLong();
    if (now - nextWrite >= 0 && screen.sequence() != written) {
      written = screen.sequence();
      nextWrite = now + filePeriod;
      outputs.forEach(output -> output.put(screen));
    }
  }
}
