package io.requant.training.sparse;

import io.requant.model.arithmetic.Bits;

/**
 * The grid of a layer's weights at one width: which real values its integers stand for.
 *
 * <p>A channel's step is the root mean square of its kept weights times a ratio that the layer's
 * channels share: the one of the least square error.
 */
final class WeightGrid {

  private static final int CANDIDATES = 20;
  private static final double NARROWEST = 0.7;
  private static final double WIDEST = 4.5;
  private static final int SAMPLES = 2048;
  private static final double LEAST = 1e-12;

  private WeightGrid() {}

  /**
   * The integer of a weight; the script computes the same, to the bit.
   *
   * @param weight real weight
   * @param inverse integers per unit
   * @param bits width
   * @param zeros whether the result may be zero; if not, the least magnitude is 1
   */
  static int quantize(float weight, float inverse, int bits, boolean zeros) {
    float magnitude = (float) Math.rint(Math.abs(weight * inverse));
    float clamped = Math.max(zeros ? 0 : 1, Math.min(Bits.weightLimit(bits), magnitude));
    return (int) (clamped * Math.signum(weight));
  }

  /**
   * Root mean square of the kept weights of every channel; that of the layer where none is kept.
   *
   * @param weights output channel first
   * @param mask 1 for a kept weight, else 0
   */
  static double[] sizes(float[] weights, float[] mask, int channels) {
    int perChannel = weights.length / channels;
    double[] sizes = new double[channels];
    double all = 0;
    long kept = 0;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      int count = 0;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        if (mask[i] != 0) {
          sum += (double) weights[i] * weights[i];
          count++;
        }
      }
      sizes[c] = count == 0 ? 0 : Math.sqrt(sum / count);
      all += sum;
      kept += count;
    }
    double layer = kept == 0 ? 1 : Math.max(LEAST, Math.sqrt(all / kept));
    for (int c = 0; c < channels; c++) {
      sizes[c] = sizes[c] < LEAST ? layer : sizes[c];
    }
    return sizes;
  }

  /**
   * Kept weights in units of their channel's size, at most some thousand of them, evenly spread.
   */
  static float[] samples(float[] weights, float[] mask, double[] sizes) {
    int kept = 0;
    for (float m : mask) {
      kept += m != 0 ? 1 : 0;
    }
    int stride = Math.max(1, kept / SAMPLES);
    float[] samples = new float[(kept + stride - 1) / stride];
    int perChannel = weights.length / sizes.length;
    int seen = 0;
    for (int i = 0; i < weights.length; i++) {
      if (mask[i] != 0 && seen++ % stride == 0) {
        samples[(seen - 1) / stride] = (float) (Math.abs(weights[i]) / sizes[i / perChannel]);
      }
    }
    return samples;
  }

  /** The ratio of the least square error. */
  static double ratio(float[] samples, int bits, boolean zeros) {
    int limit = Bits.weightLimit(bits);
    double best = 1.0 / limit;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < CANDIDATES; k++) {
      double span = NARROWEST * Math.pow(WIDEST / NARROWEST, k / (CANDIDATES - 1.0));
      double ratio = span / limit;
      double error = error(samples, ratio, bits, zeros);
      if (error < least) {
        least = error;
        best = ratio;
      }
    }
    return best;
  }

  /** Mean squared error of some samples. */
  static double error(float[] samples, double ratio, int bits, boolean zeros) {
    double error = 0;
    for (float sample : samples) {
      double e = sample - ratio * quantize(sample, (float) (1 / ratio), bits, zeros);
      error += e * e;
    }
    return error / Math.max(1, samples.length);
  }

  /** Mean square of the kept weights. */
  static double meanSquare(float[] weights, float[] mask) {
    double sum = 0;
    int kept = 0;
    for (int i = 0; i < weights.length; i++) {
      if (mask[i] != 0) {
        sum += (double) weights[i] * weights[i];
        kept++;
      }
    }
    return sum / Math.max(1, kept);
  }

  /** Bits that an ideal coder needs for one kept weight, its sign included. */
  static double cost(float[] samples, double ratio, int bits, boolean zeros) {
    int[] counts = new int[Bits.weightLimit(bits) + 1];
    for (float sample : samples) {
      counts[quantize(sample, (float) (1 / ratio), bits, zeros)]++;
    }
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double p = count / (double) samples.length;
        entropy -= p * Math.log(p) / Math.log(2);
      }
    }
    double signs = samples.length == 0 ? 1 : 1 - counts[0] / (double) samples.length;
    return entropy + signs;
  }
}
