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
   */
  public record Fold(int pe, int simd, boolean dsp) {

    public Fold {
      if (pe < 1 || simd < 1) {
        throw new IllegalArgumentException("folding of " + pe + " x " + simd);
      }
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
