package io.requant.backend.pi.internal.kernel;

/**
 * {@link FloatTaps} in double precision, for layers whose sums need more than 24 bits.
 *
 * @param offsets distance of each tap from the input's base, one per tap
 * @param weights packed weights
 * @param weightBase index of the first weight
 * @param channels output channels
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, never compared
public record DoubleTaps(int[] offsets, double[] weights, int weightBase, int channels) {

  /** Number of taps. */
  public int taps() {
    return offsets.length;
  }
}
