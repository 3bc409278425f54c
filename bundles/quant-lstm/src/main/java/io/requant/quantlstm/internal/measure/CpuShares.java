package io.requant.quantlstm.internal.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Share of one processor that this process uses over time, while one engine after the other infers
 * frames that come at a fixed rate.
 *
 * @param framesPerSecond rate at which frames came
 * @param phases idle first, then one per engine
 */
public record CpuShares(double framesPerSecond, List<Phase> phases) {

  /** Time between samples: the system counts in steps of 10 ms. */
  private static final double SAMPLE_SECONDS = 0.5;

  /** Number of the phase without frames. */
  public static final int IDLE = -1;

  /**
   * One engine's time.
   *
   * @param engine its number, or {@link #IDLE}
   * @param frames frames that were inferred
   * @param samples in order
   */
  public record Phase(int engine, int frames, List<Sample> samples) {

    /** Mean share, by the length of the samples. */
    public double mean() {
      return samples.stream().mapToDouble(Sample::share).average().orElse(Double.NaN);
    }
  }

  /**
   * One sample.
   *
   * @param seconds its middle, since the first phase began
   * @param share processor time over time; 1 is one processor
   */
  public record Sample(double seconds, double share) {}

  /** Copies the phases. */
  public CpuShares {
    phases = List.copyOf(phases);
  }

  /**
   * Measures.
   *
   * @param engines how many there are
   * @param infer shows a frame to the engine of a number
   * @param framesPerSecond rate of frames, above 0
   * @param seconds how long each phase takes
   */
  public static CpuShares measure(
      int engines, IntConsumer infer, DeviceClock clock, double framesPerSecond, double seconds)
      throws InterruptedException {
    long start = clock.nanos();
    List<Phase> phases = new ArrayList<>();
    for (int engine = IDLE; engine < engines; engine++) {
      phases.add(phase(engine, infer, clock, framesPerSecond, seconds, start));
    }
    return new CpuShares(framesPerSecond, phases);
  }

  private static Phase phase(
      int engine,
      IntConsumer infer,
      DeviceClock clock,
      double framesPerSecond,
      double seconds,
      long origin)
      throws InterruptedException {
    long start = clock.nanos();
    long end = start + (long) (seconds * 1e9);
    long sampled = start;
    long used = clock.processNanos();
    int frames = 0;
    List<Sample> samples = new ArrayList<>();
    while (clock.nanos() < end) {
      long now = clock.nanos();
      long frame = start + (long) (frames / framesPerSecond * 1e9);
      long sample = sampled + (long) (SAMPLE_SECONDS * 1e9);
      if (now >= sample) {
        long usedNow = clock.processNanos();
        samples.add(
            new Sample(
                ((sampled + now) / 2 - origin) / 1e9, (usedNow - used) / (double) (now - sampled)));
        sampled = now;
        used = usedNow;
      } else if (engine != IDLE && now >= frame) {
        infer.accept(engine);
        frames++;
      } else {
        clock.sleep((engine == IDLE ? sample : Math.min(frame, sample)) - now);
      }
    }
    return new Phase(engine, frames, samples);
  }
}
