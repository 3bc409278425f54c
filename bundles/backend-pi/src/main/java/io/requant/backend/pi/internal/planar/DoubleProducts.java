package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.DoubleTaps;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.backend.pi.internal.kernel.WideRequantizer;

/** Products in double precision: exact for every accumulator that a program can have (2^46). */
final class DoubleProducts implements Products {

  private final Kernels kernels;
  private final Scratch scratch;
  private final DoubleTaps[] groups;
  private final ChannelScale[] scales;
  private final int inputs;
  private final int stride;
  private final long bytes;

  /**
   * Prepares a layer.
   *
   * @param inputs elements of the input
   * @param positions most positions of one call
   */
  DoubleProducts(
      Kernels kernels,
      Scratch scratch,
      WeightMatrix weights,
      int[] offsets,
      ChannelScale[] scales,
      int inputs,
      int positions) {
    this.kernels = kernels;
    this.scratch = scratch;
    this.scales = scales;
    this.inputs = inputs;
    this.stride = positions + Kernels.SLACK;
    int perGroup = weights.groupChannels();
    double[] packed = weights.packDoubles();
    groups = new DoubleTaps[weights.channels() / perGroup];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = new DoubleTaps(offsets, packed, g * perGroup * weights.taps(), perGroup);
    }
    bytes = (long) Double.BYTES * packed.length + (long) Integer.BYTES * offsets.length;
    kernels.reserveDouble(perGroup, weights.taps(), positions);
    scratch.reserveSums((long) weights.channels() * stride);
    scratch.reserveInputs(inputs);
  }

  @Override
  public void load(float[] values) {
    double[] wide = scratch.inputs();
    for (int i = 0; i < inputs; i++) {
      wide[i] = values[i];
    }
  }

  @Override
  public void accumulate(int group, int base, int n) {
    DoubleTaps taps = groups[group];
    int at = group * taps.channels() * stride;
    kernels.accumulate(taps, scratch.inputs(), base, scratch.sums(), at, stride, n);
  }

  @Override
  public void requantize(
      int channel, int from, float[] residual, int residualAt, float[] out, int outAt, int n) {
    int at = channel * stride + from;
    WideRequantizer.requantize(
        scratch.sums(), at, residual, residualAt, out, outAt, n, scales[channel]);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean single() {
    return false;
  }
}
