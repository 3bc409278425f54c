package io.requant.bench.internal.timing;

import io.requant.api.report.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Times engines against each other on one thread: rounds in which each has its turn, in random
 * order.
 *
 * <p>A turn is one call that is not timed, which brings the engine's memory back into the caches,
 * and then calls for about {@link RaceOptions#blockNanos} that are timed together. An engine whose
 * single call takes much longer than that sits out rounds, so that it does not take the others'
 * time.
 *
 * <p>Warming up goes through the same rounds. It ends when no engine's median over {@value #WINDOW}
 * rounds differs from its median over the {@value #WINDOW} before by more than 2 %, twice in a row,
 * or when its time is over. That time is prolonged, {@value #PROLONGATION}-fold at most, once
 * something has become faster by a tenth from one window to the next: a compiler is at work.
 */
public final class Race {

  private static final int WINDOW = 7;
  private static final double TOLERANCE = 0.02;
  private static final int STABLE_WINDOWS = 2;

  /** How many blocks a single call may take before an engine sits out rounds. */
  private static final int PATIENCE = 4;

  private static final int MAX_STRIDE = 1 << 16;

  /** While warming up a slow engine may be one that the compiler has not come to yet. */
  private static final int MAX_WARM_UP_STRIDE = 4;

  private static final double FALL = 0.1;

  /** How often a turn is tried, and what part of it, or how long, the thread may have waited. */
  private static final int ATTEMPTS = 4;

  private static final double WAIT = 0.02;
  private static final long WAIT_NANOS = 5_000;
  private static final int PROLONGATION = 6;

  private final List<? extends Contestant> contestants;
  private final RaceOptions options;
  private final LongSupplier clock;
  private final LongSupplier processor;
  private final SplittableRandom random;
  private final int[] calls;
  private final int[] strides;
  private final double[] nanos;
  private int round;
  private int turns;
  private int disturbed;
  private boolean warm;

  /**
   * Prepares.
   *
   * @param clock nanoseconds that only rise
   * @param processor processor time of the calling thread in nanoseconds
   */
  public Race(
      List<? extends Contestant> contestants,
      RaceOptions options,
      LongSupplier clock,
      LongSupplier processor) {
    this.contestants = List.copyOf(contestants);
    this.options = options;
    this.clock = clock;
    this.processor = processor;
    this.random = new SplittableRandom(options.seed());
    this.calls = new int[contestants.size()];
    this.strides = new int[contestants.size()];
    this.nanos = new double[contestants.size()];
  }

  /** Warms up, then times. */
  public RaceResult run() {
    long start = clock.getAsLong();
    for (int c = 0; c < calls.length; c++) {
      calls[c] = 1;
      strides[c] = 1;
      adapt(c, turn(c));
    }
    int stable = 0;
    int warmUpRounds = 0;
    double[] before = window();
    long limit = options.warmUpNanos();
    while (stable < STABLE_WINDOWS && clock.getAsLong() - start < limit) {
      double[] now = window();
      warmUpRounds += WINDOW;
      stable = alike(before, now) ? stable + 1 : 0;
      limit = falling(before, now) ? PROLONGATION * options.warmUpNanos() : limit;
      before = now;
    }
    warm = true;
    for (int c = 0; c < calls.length; c++) {
      adapt(c, nanos[c]);
    }
    long timed = clock.getAsLong();
    turns = 0;
    disturbed = 0;
    // Whoever sits out rounds has its turns all the same.
    int[] sorted = Arrays.stream(strides).sorted().toArray();
    int least = options.minRounds() * sorted[sorted.length - 1] / sorted[0];
    List<double[]> rounds = new ArrayList<>();
    while (rounds.size() < least || clock.getAsLong() - timed < options.timedNanos()) {
      rounds.add(round());
    }
    return new RaceResult(
        transposed(rounds),
        disturbed / (double) turns,
        stable == STABLE_WINDOWS,
        warmUpRounds,
        timed - start,
        clock.getAsLong() - timed,
        calls.clone());
  }

  /** Median of each engine over some rounds; engines that are slow take part in a few of them. */
  private double[] window() {
    double[][] times = new double[WINDOW][];
    for (int i = 0; i < WINDOW; i++) {
      times[i] = round();
    }
    double[] medians = new double[calls.length];
    for (int c = 0; c < calls.length; c++) {
      int contestant = c;
      double[] own = Arrays.stream(times).mapToDouble(t -> t[contestant]).toArray();
      if (Arrays.stream(own).anyMatch(Double::isFinite)) {
        medians[c] = Spread.median(own);
        adapt(c, medians[c]);
      } else {
        medians[c] = nanos[c];
      }
    }
    return medians;
  }

  private static boolean alike(double[] before, double[] now) {
    for (int c = 0; c < now.length; c++) {
      if (Math.abs(now[c] - before[c]) > TOLERANCE * before[c]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a compiler is still at work: something has become much faster. */
  private static boolean falling(double[] before, double[] now) {
    for (int c = 0; c < now.length; c++) {
      if (now[c] < (1 - FALL) * before[c]) {
        return true;
      }
    }
    return false;
  }

  private void adapt(int c, double callNanos) {
    nanos[c] = callNanos;
    calls[c] = (int) Math.max(1, Math.round(options.blockNanos() / Math.max(1, callNanos)));
    double turns = callNanos / ((double) PATIENCE * options.blockNanos());
    strides[c] = powerOfTwo(Math.min(warm ? MAX_STRIDE : MAX_WARM_UP_STRIDE, turns));
  }

  /** The least power of two that is no less: slow engines meet in the rounds of the slowest. */
  private static int powerOfTwo(double value) {
    int power = 1;
    while (power < value) {
      power *= 2;
    }
    return power;
  }

  private double[] round() {
    int often = Arrays.stream(strides).min().orElse(1);
    double[] times = new double[calls.length];
    Arrays.fill(times, Double.NaN);
    for (int c : shuffled()) {
      if (round % (strides[c] / often) == 0) {
        times[c] = turn(c);
      }
    }
    round++;
    return times;
  }

  private int[] shuffled() {
    int[] order = new int[calls.length];
    for (int i = 0; i < order.length; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }

  /**
   * Time of one call in nanoseconds. A turn in which the thread had to wait for a processor is
   * repeated; on a machine that is never quiet the last one counts.
   */
  private double turn(int c) {
    turns++;
    double time = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      contestants.get(c).infer();
      long processorStart = processor.getAsLong();
      long start = clock.getAsLong();
      for (int i = 0; i < calls[c]; i++) {
        contestants.get(c).infer();
      }
      long wall = clock.getAsLong() - start;
      time = wall / (double) calls[c];
      if (wall - (processor.getAsLong() - processorStart) <= Math.max(WAIT_NANOS, WAIT * wall)) {
        return time;
      }
    }
    disturbed++;
    return time;
  }

  private double[][] transposed(List<double[]> rounds) {
    double[][] times = new double[calls.length][rounds.size()];
    for (int c = 0; c < times.length; c++) {
      for (int r = 0; r < rounds.size(); r++) {
        times[c][r] = rounds.get(r)[c];
      }
    }
    return times;
  }
}
