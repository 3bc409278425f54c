package io.requant.resources.internal.roofline;

import io.requant.api.resource.Roofline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * Measures both ceilings of one thread in well under two seconds: short bursts with pauses, so that
 * inference beside it keeps most of the processor; the best counts.
 */
public final class RooflineProbe {

  private static final Duration BURST = Duration.ofMillis(10);
  private static final Duration STRETCH = Duration.ofNanos(250_000);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int BURSTS = 16;

  /** Most time for one figure, however busy the machine is; four of them are measured. */
  private static final Duration LIMIT = Duration.ofMillis(400);

  private final int sweepBytes;
  private boolean undisturbed = true;
  private double digest;

  /**
   * What was measured.
   *
   * @param undisturbed whether all bursts could be done in time; on a machine that is so busy that
   *     they could not, the compiler may not have come to its end, and the peak is too low
   */
  public record Result(Roofline roofline, boolean undisturbed) {}

  /**
   * Prepares a probe.
   *
   * @param sweepBytes memory to read for the bandwidth, outside the heap; beyond four times the
   *     last cache it is the bandwidth of main memory (the rule of McCalpin's STREAM)
   */
  public RooflineProbe(int sweepBytes) {
    this.sweepBytes = sweepBytes;
  }

  /**
   * Measures.
   *
   * @throws InterruptedException if interrupted between bursts
   * @throws OutOfMemoryError if the memory to sweep cannot be had
   */
  public Result measure() throws InterruptedException {
    MacKernel.Operands operands = new MacKernel.Operands();
    MacKernel best = MacKernel.FLOAT;
    double macs = 0;
    for (MacKernel kernel : MacKernel.values()) {
      double rate =
          best(
              () -> {
                kernel.sweep(operands);
                return (long) MacKernel.LENGTH * MacKernel.TAPS;
              });
      digest += operands.digest();
      if (rate > macs) {
        macs = rate;
        best = kernel;
      }
    }
    double bytes = bandwidth();
    if (Double.isNaN(digest)) {
      throw new IllegalStateException("the probe computed no numbers");
    }
    return new Result(
        new Roofline(macs, bytes, best.description(), sweepBytes, Instant.now()), undisturbed);
  }

  private double bandwidth() throws InterruptedException {
    LongBuffer memory =
        ByteBuffer.allocateDirect(sweepBytes).order(ByteOrder.nativeOrder()).asLongBuffer();
    for (int i = 0; i < memory.capacity(); i += 512) {
      memory.put(i, i); // pages that were never written are all the same one
    }
    int stretch = Math.min(memory.capacity(), 1 << 15);
    int[] at = {0};
    return best(
        () -> {
          int from = at[0] + stretch > memory.capacity() ? 0 : at[0];
          at[0] = from + stretch;
          digest += sum(memory, from, from + stretch);
          return 8L * stretch;
        });
  }

  private static long sum(LongBuffer memory, int from, int to) {
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    for (int i = from; i < to - 3; i += 4) {
      a += memory.get(i);
      b += memory.get(i + 1);
      c += memory.get(i + 2);
      d += memory.get(i + 3);
    }
    return a + b + c + d;
  }

  /** Something that is timed; tells how much it has done. */
  private interface Work {
    long once();
  }

  /**
   * The most that any stretch of a burst did a second: a stretch is shorter than the time slices of
   * the scheduler, so some are never interrupted, even on a busy machine. The first bursts warm the
   * compiler up.
   */
  private double best(Work work) throws InterruptedException {
    double best = 0;
    long end = System.nanoTime() + LIMIT.toNanos();
    for (int burst = 0; burst < BURSTS; burst++) {
      if (burst > 0 && System.nanoTime() > end) {
        undisturbed = false;
        break;
      }
      long burstEnd = System.nanoTime() + BURST.toNanos();
      do {
        best = Math.max(best, stretch(work));
      } while (System.nanoTime() < burstEnd);
      Thread.sleep(PAUSE.toMillis());
    }
    return best;
  }

  private static double stretch(Work work) {
    long start = System.nanoTime();
    long done = 0;
    long time;
    do {
      done += work.once();
      time = System.nanoTime() - start;
    } while (time < STRETCH.toNanos());
    return done / (time / 1e9);
  }
}
