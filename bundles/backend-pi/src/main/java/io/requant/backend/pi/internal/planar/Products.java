package io.requant.backend.pi.internal.planar;

/** Sums of products of one convolution, in the cheapest arithmetic that is exact for it. */
interface Products {

  /** Takes the input of this run. */
  void load(float[] input);

  /**
   * Computes the sums of all channels of a group.
   *
   * @param base index in the input of tap 0 of the first position
   * @param n consecutive positions
   */
  void accumulate(int group, int base, int n);

  /**
   * Turns sums into outputs.
   *
   * @param from first of the positions of the last {@link #accumulate}
   */
  void requantize(
      int channel, int from, float[] residual, int residualAt, float[] out, int outAt, int n);

  /** Bytes of weights and tables. */
  long bytes();

  /** Whether single precision is exact. */
  boolean single();
}
