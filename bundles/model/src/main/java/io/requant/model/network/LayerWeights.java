package io.requant.model.network;

import io.requant.model.arithmetic.Bits;
import java.util.Arrays;

/**
 * Master weights of one layer: integers on bit planes with one scale per output channel.
 *
 * <p>A policy derives its own integers from them: the top planes, rounded; or, where it stores a
 * ratio per channel, a grid that is finer than the top planes by {@code ratio / 128}.
 */
public final class LayerWeights {

  /** The ratio that means "the top planes as they are". */
  public static final int UNIT_RATIO = 128;

  private static final int RATIO_SHIFT = 7;

  private final BitPlanes planes;
  private final float[] scales;

  /**
   * Joins integers and scales.
   *
   * @param planes integers ordered output channel first; their count is a multiple of the channels
   * @param scales real value of one step of each output channel, positive
   */
  public LayerWeights(BitPlanes planes, float[] scales) {
    this.planes = planes;
    this.scales = scales.clone();
    if (scales.length == 0 || planes.count() % scales.length != 0) {
      throw new IllegalArgumentException(
          planes.count() + " weights do not divide into " + scales.length + " output channels");
    }
    for (float scale : scales) {
      if (!(scale > 0) || Float.isInfinite(scale)) {
        throw new IllegalArgumentException("weight scale " + scale + " is not positive");
      }
    }
  }

  /** The integers. */
  public BitPlanes planes() {
    return planes;
  }

  /** Width of the master integers. */
  public int bits() {
    return planes.bits();
  }

  /** Number of output channels. */
  public int outChannels() {
    return scales.length;
  }

  /** Real value of one master step of each output channel. */
  public float[] scales() {
    return scales.clone();
  }

  /**
   * The integers that a layer computes with.
   *
   * <p>{@code w_b = clamp((w * r + 2^(k-1)) >> k, +-(2^(b-1) - 1))} with {@code k = B - b + 7} and
   * {@code r} the channel's ratio; for {@code r = 128} these are the top b planes, rounded.
   *
   * @param bits width b, 2..{@link #bits()}
   * @param ratios one unsigned byte 1..255 per output channel, or empty for 128 everywhere
   * @return integers in the order of the planes
   * @throws IllegalArgumentException if the width is more than the planes hold, or the ratios are
   *     not one of 1..255 per channel
   */
  public short[] derive(int bits, byte[] ratios) {
    Bits.check("weights", bits);
    if (bits > planes.bits()) {
      throw new IllegalArgumentException(
          bits + " weight bits, but the network stores " + planes.bits());
    }
    short[] values = planes.values();
    int limit = Bits.weightLimit(bits);
    int shift = planes.bits() - bits + RATIO_SHIFT;
    int half = 1 << (shift - 1);
    int perChannel = values.length / scales.length;
    for (int c = 0; c < scales.length; c++) {
      int ratio = ratio(ratios, c);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        values[i] = (short) Math.max(-limit, Math.min(limit, (values[i] * ratio + half) >> shift));
      }
    }
    return values;
  }

  /**
   * Real value of one step of channel {@code c} after {@link #derive}.
   *
   * @param bits width, 2..{@link #bits()}
   * @param ratios as given to {@link #derive}
   */
  public double derivedScale(int c, int bits, byte[] ratios) {
    return (double) scales[c] * (1 << (planes.bits() - bits)) * UNIT_RATIO / ratio(ratios, c);
  }

  private int ratio(byte[] ratios, int channel) {
    if (ratios.length == 0) {
      return UNIT_RATIO;
    }
    if (ratios.length != scales.length || ratios[channel] == 0) {
      throw new IllegalArgumentException(
          ratios.length + " ratios for " + scales.length + " output channels, each 1..255");
    }
    return ratios[channel] & 0xFF;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LayerWeights that
        && planes.equals(that.planes)
        && Arrays.equals(scales, that.scales);
  }

  @Override
  public int hashCode() {
    return 31 * planes.hashCode() + Arrays.hashCode(scales);
  }
}
