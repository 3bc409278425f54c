package io.requant.model.quantize;

import io.requant.model.network.LayerWeights;

/**
 * From accumulators to real values: scale and shift by channel, the channel running fastest.
 *
 * @param gains real value of one step of the accumulator
 * @param offsets in real units
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Affine(double[] gains, double[] offsets) {

  private static final double EPSILON = 1e-5;

  /** Of a layer without normalisation: its weights' scales under a width, and its bias. */
  static Affine of(LayerWeights masters, int bits, byte[] ratios, float[] bias) {
    double[] gains = new double[bias.length];
    double[] offsets = new double[bias.length];
    for (int c = 0; c < gains.length; c++) {
      gains[c] = masters.derivedScale(c, bits, ratios);
      offsets[c] = bias[c];
    }
    return new Affine(gains, offsets);
  }

  /**
   * Batch normalisation by measured moments.
   *
   * @param units real value of one step of each channel, which scales the guard against a variance
   *     of zero; empty for no guard
   */
  static Affine normalising(ChannelMoments moments, float[] gamma, float[] beta, float[] units) {
    double[] gains = new double[gamma.length];
    double[] offsets = new double[gamma.length];
    for (int c = 0; c < gains.length; c++) {
      double guard = units.length == 0 ? 0 : EPSILON / ((double) units[c] * units[c]);
      double variance = moments.variance(c);
      gains[c] = variance == 0 ? 0 : gamma[c] / Math.sqrt(variance + guard);
      offsets[c] = beta[c] - gains[c] * moments.mean(c);
    }
    return new Affine(gains, offsets);
  }

  /** Applies it in place. */
  void apply(float[] values) {
    int channels = gains.length;
    for (int k = 0; k < values.length; k++) {
      int c = k % channels;
      values[k] = (float) (values[k] * gains[c] + offsets[c]);
    }
  }
}
