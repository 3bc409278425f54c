package io.requant.backend.pi.internal.kernel;

/**
 * One matrix of a layer in single precision: for every output channel and every tap a weight, for
 * every tap a place in the input.
 *
 * <p>Weights are packed for kernels that compute four channels at once: {@code [channels / 4][taps]
 * [4]}, then the channels that are left over as {@code [taps]} each.
 *
 * @param offsets distance of each tap from the input's base, one per tap
 * @param weights packed weights
 * @param weightBase index of the first weight
 * @param channels output channels
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, never compared
public record FloatTaps(int[] offsets, float[] weights, int weightBase, int channels) {

  /** Number of taps. */
  public int taps() {
    return offsets.length;
  }
}
