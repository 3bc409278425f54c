package io.requant.sqs.internal.report;

import io.requant.model.arithmetic.Bits;
import java.util.Arrays;

/** How far pruning and quantizing move the distribution of a layer's weights. */
final class Wasserstein {

  private static final int CANDIDATES = 40;
  private static final double NARROWEST = 0.2;

  private Wasserstein() {}

  /**
   * Distance of order 1 between two distributions of equally many values: the mean distance of
   * their order statistics.
   */
  static double distance(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " and " + b.length + " values");
    }
    float[] x = a.clone();
    float[] y = b.clone();
    Arrays.sort(x);
    Arrays.sort(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.abs((double) x[i] - y[i]);
    }
    return sum / x.length;
  }

  /**
   * Distance of a layer's weights from themselves compressed, in units of their root mean square.
   *
   * @param sparsity part of the weights, the smallest ones, that become zero
   * @param bits width of the others, with the step of the least square error
   */
  static double of(float[] weights, double sparsity, int bits) {
    float[] magnitudes = new float[weights.length];
    double square = 0;
    for (int i = 0; i < weights.length; i++) {
      magnitudes[i] = Math.abs(weights[i]);
      square += (double) weights[i] * weights[i];
    }
    if (square == 0) {
      return 0;
    }
    Arrays.sort(magnitudes);
    int pruned = (int) Math.min(weights.length - 1.0, sparsity * weights.length);
    float threshold = pruned == 0 ? 0 : magnitudes[pruned - 1];
    float largest = magnitudes[magnitudes.length - 1];
    float[] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= CANDIDATES; k++) {
      double part = NARROWEST + (1 - NARROWEST) * k / CANDIDATES;
      float[] compressed =
          compressed(weights, threshold, part * largest / Bits.weightLimit(bits), bits);
      double error = 0;
      for (int i = 0; i < weights.length; i++) {
        double e = (double) weights[i] - compressed[i];
        error += e * e;
      }
      if (error < least) {
        least = error;
        best = compressed;
      }
    }
    return distance(weights, best) / Math.sqrt(square / weights.length);
  }

  private static float[] compressed(float[] weights, float threshold, double step, int bits) {
    float[] compressed = new float[weights.length];
    int limit = Bits.weightLimit(bits);
    for (int i = 0; i < weights.length; i++) {
      double magnitude = Math.abs(weights[i]);
      if (magnitude > threshold) {
        double q = Math.max(1, Math.min(limit, Math.rint(magnitude / step)));
        compressed[i] = (float) Math.copySign(q * step, weights[i]);
      }
    }
    return compressed;
  }
}
