package io.requant.quantlstm.internal.measure;

import io.requant.api.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Time of an image while the thread is held to a share of one processor, of one engine and of
 * another, in turns.
 *
 * @param share of one processor
 * @param held share that the thread really used, over all blocks
 * @param fixed milliseconds of an image of the first engine, waiting included
 * @param adapted of the second
 * @param ratio second over first, by neighbouring blocks
 */
public record LimitedTimes(double share, double held, Spread fixed, Spread adapted, Spread ratio) {

  /** Length of a period of the quota, in nanoseconds. */
  public static final long PERIOD_NANOS = 20_000_000;

  private static final int PERIODS = 6;
  private static final int LEAST_BLOCKS = 3;

  /** Part of its share that a thread gets at least if the share is what holds it. */
  private static final double BOUND = 0.8;

  /** One engine's turn: images, time and processor time in nanoseconds. */
  private record Block(int images, long nanos, long cpuNanos) {

    double millis() {
      return nanos / 1e6 / images;
    }
  }

  /**
   * Measures.
   *
   * @param fixed number of the first engine
   * @param adapted number of the second; may be the same
   * @param infer shows an image to the engine of a number
   * @param share of one processor, above 0, at most 1
   * @param seconds how long all of it may take; three turns are made in any case
   */
  public static LimitedTimes measure(
      int fixed, int adapted, IntConsumer infer, DeviceClock clock, double share, double seconds)
      throws InterruptedException {
    long start = clock.nanos();
    List<Block> first = new ArrayList<>();
    List<Block> second = new ArrayList<>();
    while (first.size() < LEAST_BLOCKS || clock.nanos() - start < seconds * 1e9) {
      first.add(block(fixed, infer, clock, share));
      second.add(block(adapted, infer, clock, share));
    }
    double[] ratios = new double[first.size()];
    long cpu = 0;
    long nanos = 0;
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = second.get(i).millis() / first.get(i).millis();
      cpu += first.get(i).cpuNanos() + second.get(i).cpuNanos();
      nanos += first.get(i).nanos() + second.get(i).nanos();
    }
    return new LimitedTimes(
        share, cpu / (double) nanos, spread(first), spread(second), Spread.of(ratios));
  }

  /** Whether the share is what held the thread, and not what else ran on the machine. */
  public boolean bound() {
    return held >= BOUND * share;
  }

  private static Spread spread(List<Block> blocks) {
    return Spread.of(blocks.stream().mapToDouble(Block::millis).toArray());
  }

  private static Block block(int engine, IntConsumer infer, DeviceClock clock, double share)
      throws InterruptedException {
    long start = clock.nanos();
    long cpuStart = clock.threadNanos();
    CpuQuota quota = new CpuQuota(share, PERIOD_NANOS, start);
    long booked = cpuStart;
    int images = 0;
    do {
      infer.accept(engine);
      images++;
      long cpu = clock.threadNanos();
      clock.sleep(quota.charge(cpu - booked, clock.nanos()));
      booked = cpu;
    } while (clock.nanos() - start < PERIODS * PERIOD_NANOS);
    return new Block(images, clock.nanos() - start, clock.threadNanos() - cpuStart);
  }
}
