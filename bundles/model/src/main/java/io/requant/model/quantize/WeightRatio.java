package io.requant.model.quantize;

import io.requant.model.graph.Parametric;

/** How much finer than the top planes the grid of a layer's weights should be at a width. */
final class WeightRatio {

  private static final int LEAST = 64;
  private static final int MOST = 255;
  private static final int STRIDE = 3;

  private WeightRatio() {}

  /**
   * The ratio, over 128, of the least square error relative to the channels' master steps.
   *
   * @param weights real weights, output channel first
   * @param layer their layer
   * @param bits width
   * @param masterBits width of the stored integers
   */
  static double of(float[] weights, Parametric layer, int bits, int masterBits) {
    int perChannel = layer.weightsPerChannel();
    int limit = (1 << (bits - 1)) - 1;
    int shift = masterBits - bits;
    double best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int ratio = LEAST; ratio <= MOST; ratio += STRIDE) {
      double step = Math.scalb(128.0 / ratio, shift);
      double error = 0;
      for (int c = 0; c < layer.outChannels(); c++) {
        double masterStep = masterStep(weights, c * perChannel, perChannel, masterBits);
        for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
          double w = weights[i] / masterStep;
          double e = w - step * Math.max(-limit, Math.min(limit, Math.floor(w / step + 0.5)));
          error += e * e;
        }
      }
      if (error < least) {
        least = error;
        best = ratio / 128.0;
      }
    }
    return best;
  }

  private static double masterStep(float[] weights, int from, int count, int masterBits) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) weights[i] * weights[i];
    }
    double limit = (1 << (masterBits - 1)) - 1;
    return Math.sqrt(sum / count) * SharedNetwork.SPAN / limit + 1e-12;
  }
}
