package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Parametric;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;

/** Master integers nearest to real weights, on the grid of the least square error per channel. */
final class MasterGrid {

  /** Channels with far smaller weights than the layer's largest are stored on a coarser grid. */
  private static final double SMALLEST_SCALE = Math.scalb(1.0, -14);

  private static final int POINTS = 33;
  private static final double NARROWEST_CLIP = 0.3;

  private MasterGrid() {}

  /**
   * Quantizes the weights of a layer.
   *
   * @param bits width of the integers
   */
  static LayerWeights of(Parametric layer, float[] weights, int bits) {
    int perChannel = layer.weightsPerChannel();
    float[] scales = new float[layer.outChannels()];
    double largest = 0;
    for (int c = 0; c < scales.length; c++) {
      scales[c] = (float) bestScale(weights, c * perChannel, perChannel, bits);
      largest = Math.max(largest, scales[c]);
    }
    double smallest = Math.max(largest * SMALLEST_SCALE, Float.MIN_NORMAL);
    short[] integers = new short[weights.length];
    for (int c = 0; c < scales.length; c++) {
      // A channel without weights can have any scale; the layer's largest keeps its bias small.
      scales[c] = (float) (scales[c] == 0 ? Math.max(largest, smallest) : scales[c]);
      scales[c] = (float) Math.max(scales[c], smallest);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        integers[i] = (short) round(weights[i], scales[c], Bits.weightLimit(bits));
      }
    }
    return new LayerWeights(BitPlanes.of(bits, integers), scales);
  }

  /** The scale of the least square error of some weights; 0 if all are zero. */
  static double bestScale(float[] weights, int offset, int count, int bits) {
    double largest = 0;
    for (int i = offset; i < offset + count; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    double top = largest / Bits.weightLimit(bits);
    if ((float) top == 0) {
      return 0;
    }
    return Search.minimise(
        s -> error(weights, offset, count, s, bits), NARROWEST_CLIP * top, top, POINTS);
  }

  /** Sum of the square errors of some weights on a grid. */
  static double error(float[] weights, int offset, int count, double scale, int bits) {
    int limit = Bits.weightLimit(bits);
    double sum = 0;
    for (int i = offset; i < offset + count; i++) {
      double e = weights[i] - scale * round(weights[i], scale, limit);
      sum += e * e;
    }
    return sum;
  }

  private static long round(double weight, double scale, int limit) {
    return Math.max(-limit, Math.min(limit, Math.round(weight / scale)));
  }
}
