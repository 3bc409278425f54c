package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.FloatTaps;
import io.requant.backend.pi.internal.kernel.Kernels;

/** Products in single precision, in runs that are exact (see {@link Cuts}), summed in 32 bits. */
final class FloatProducts implements Products {

  private final Kernels kernels;
  private final Scratch scratch;
  private final FloatTaps[] groups;
  private final int[] cuts;
  private final ChannelScale[] scales;
  private final int stride;
  private final long bytes;
  private float[] input;

  /**
   * Prepares a layer.
   *
   * @param positions most positions of one call
   */
  FloatProducts(
      Kernels kernels,
      Scratch scratch,
      WeightMatrix weights,
      int[] offsets,
      int[] cuts,
      ChannelScale[] scales,
      int positions) {
    this.kernels = kernels;
    this.scratch = scratch;
    this.cuts = cuts;
    this.scales = scales;
    this.stride = positions + Kernels.SLACK;
    int perGroup = weights.groupChannels();
    float[] packed = weights.packFloats();
    groups = new FloatTaps[weights.channels() / perGroup];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = new FloatTaps(offsets, packed, g * perGroup * weights.taps(), perGroup);
    }
    bytes = (long) Float.BYTES * packed.length + (long) Integer.BYTES * offsets.length;
    kernels.reserveFloat(perGroup, weights.taps(), positions);
    scratch.reserveInts((long) weights.channels() * stride);
  }

  @Override
  public void load(float[] values) {
    input = values;
  }

  @Override
  public void accumulate(int group, int base, int n) {
    FloatTaps taps = groups[group];
    int at = group * taps.channels() * stride;
    int from = 0;
    for (int to : cuts) {
      kernels.accumulate(taps, from, to, input, base, scratch.ints(), at, stride, n);
      from = to;
    }
  }

  @Override
  public void requantize(
      int channel, int from, float[] residual, int residualAt, float[] out, int outAt, int n) {
    int at = channel * stride + from;
    kernels.requantize(scratch.ints(), at, residual, residualAt, out, outAt, n, scales[channel]);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean single() {
    return true;
  }
}
