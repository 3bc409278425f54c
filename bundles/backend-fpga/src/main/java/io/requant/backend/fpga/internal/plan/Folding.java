package io.requant.backend.fpga.internal.plan;

import java.util.Map;

/**
 * How many channels each step computes in parallel, and how closely widths follow the weights.
 *
 * @param folds by step name
 * @param widthStep widths of sums, biases and shifts are rounded up to multiples of it, 1 or more
 */
public record Folding(Map<String, Fold> folds, int widthStep) {

  /** For a device, where every table counts. */
  public static final int TIGHT = 2;

  /** For a simulation, so that most policies of the same bits run on hardware that is built. */
  public static final int ROOMY = 4;

  /** A folding for a device. */
  public Folding(Map<String, Fold> folds) {
    this(folds, TIGHT);
  }

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

  /** The same with other widths. */
  public Folding withWidthStep(int other) {
    return new Folding(folds, other);
  }

  /** Parallelism of a step; serial if none is given. */
  public Fold of(String step) {
    return folds.getOrDefault(step, SERIAL);
  }
}
