package io.requant.backend.fpga.internal.plan;

import java.util.Map;

/**
 * How many channels each step computes in parallel.
 *
 * @param folds by step name
 */
public record Folding(Map<String, Fold> folds) {

  /**
   * Parallelism of a step.
   *
   * @param pe output channels a clock; lanes of a step that works channel by channel
   * @param simd input channels a clock; 1 for such a step
   * @param dsp whether its multipliers take DSP slices
   * @param steps clocks in which its requantizer multiplies by additions, 1..{@value #MOST_STEPS};
   *     0 if it has a DSP slice
   */
  public record Fold(int pe, int simd, boolean dsp, int steps) {

    /** Pairs of bits of a multiplier, with their carry: more steps would have nothing to do. */
    public static final int MOST_STEPS = 9;

    public Fold {
      if (pe < 1 || simd < 1 || steps < 0 || steps > MOST_STEPS) {
        throw new IllegalArgumentException(
            "folding of %d x %d, requantizer of %d steps".formatted(pe, simd, steps));
      }
    }

    /** With DSP slices in the requantizer. */
    public Fold(int pe, int simd, boolean dsp) {
      this(pe, simd, dsp, 0);
    }

    /** The same with another requantizer. */
    public Fold withSteps(int other) {
      return new Fold(pe, simd, dsp, other);
    }
  }

  /** Everything one channel at a time, multipliers in DSP slices. */
  public static final Fold SERIAL = new Fold(1, 1, true);

  public Folding {
    folds = Map.copyOf(folds);
  }

  /** Parallelism of a step; serial if none is given. */
  public Fold of(String step) {
    return folds.getOrDefault(step, SERIAL);
  }
}
