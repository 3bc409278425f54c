package io.requant.model.quantize;

/**
 * Second moments of the inputs of one group of a layer, and with them the output error of any
 * choice of weights.
 *
 * <p>With inputs x, wanted outputs t and weights q the least error over gains g and offsets b of
 * {@code E (t - g q'x - b)^2} is {@code var t - (q'p)^2 / q'Hq} with {@code H = cov(x, x)} and
 * {@code p = cov(x, t)}. A little of {@code |w - g q|^2} is mixed in (a ridge), so that inputs that
 * hardly occur in the samples still count.
 */
final class Moments {

  /** Above this many weights per output channel only the diagonal is kept. */
  static final int MAX_FULL = 2304;

  private static final double RIDGE = 0.01;

  private final int size;
  private final float[][] covariance;
  private final float[] diagonal;
  private final double ridge;

  /**
   * Measures inputs.
   *
   * @param patches one row per sample, centred
   */
  Moments(float[][] patches) {
    size = patches[0].length;
    diagonal = new float[size];
    boolean full = size <= MAX_FULL;
    covariance = full ? new float[size][size] : null;
    if (full) {
      accumulate(patches);
      for (int i = 0; i < size; i++) {
        diagonal[i] = covariance[i][i];
      }
    } else {
      for (float[] patch : patches) {
        for (int i = 0; i < size; i++) {
          diagonal[i] += patch[i] * patch[i] / patches.length;
        }
      }
    }
    double mean = 0;
    for (float d : diagonal) {
      mean += d / size;
    }
    double share = RIDGE + RIDGE * size / patches.length;
    ridge = mean > 0 ? mean * share : 1;
    for (int i = 0; i < size; i++) {
      diagonal[i] += (float) ridge;
      if (full) {
        covariance[i][i] = diagonal[i];
      }
    }
  }

  /** Subtracts the mean of every column in place, and gives it. */
  static float[] centre(float[][] patches) {
    double[] mean = new double[patches[0].length];
    for (float[] patch : patches) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += patch[i];
      }
    }
    float[] centre = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      centre[i] = (float) (mean[i] / patches.length);
    }
    for (float[] patch : patches) {
      for (int i = 0; i < mean.length; i++) {
        patch[i] -= centre[i];
      }
    }
    return centre;
  }

  private void accumulate(float[][] patches) {
    int s = 0;
    for (; s + 4 <= patches.length; s += 4) {
      float[] a = patches[s];
      float[] b = patches[s + 1];
      float[] c = patches[s + 2];
      float[] d = patches[s + 3];
      for (int i = 0; i < size; i++) {
        addFour(covariance[i], a, b, c, d, a[i], b[i], c[i], d[i], i, size);
      }
    }
    for (; s < patches.length; s++) {
      for (int i = 0; i < size; i++) {
        addOne(covariance[i], patches[s], patches[s][i], i, size);
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        covariance[i][j] /= patches.length;
        covariance[j][i] = covariance[i][j];
      }
    }
  }

  /**
   * Covariance of the inputs with wanted outputs, the ridge included.
   *
   * @param patches as given to the constructor
   * @param target one wanted output per sample
   * @param nominal gain at which the inputs times {@code weights} would give the outputs
   * @param weights real weights
   */
  float[] cross(float[][] patches, float[] target, double nominal, float[] weights) {
    double mean = mean(target);
    float[] sum = new float[size];
    int s = 0;
    for (; s + 4 <= patches.length; s += 4) {
      addFour(
          sum,
          patches[s],
          patches[s + 1],
          patches[s + 2],
          patches[s + 3],
          (float) (target[s] - mean),
          (float) (target[s + 1] - mean),
          (float) (target[s + 2] - mean),
          (float) (target[s + 3] - mean),
          0,
          size);
    }
    for (; s < patches.length; s++) {
      addOne(sum, patches[s], (float) (target[s] - mean), 0, size);
    }
    for (int i = 0; i < size; i++) {
      sum[i] = (float) (sum[i] / patches.length + ridge * nominal * weights[i]);
    }
    return sum;
  }

  /** {@code H q}. */
  float[] times(float[] q) {
    float[] product = new float[size];
    if (covariance == null) {
      for (int i = 0; i < size; i++) {
        product[i] = diagonal[i] * q[i];
      }
      return product;
    }
    int i = 0;
    for (; i + 4 <= size; i += 4) {
      addFour(
          product,
          covariance[i],
          covariance[i + 1],
          covariance[i + 2],
          covariance[i + 3],
          q[i],
          q[i + 1],
          q[i + 2],
          q[i + 3],
          0,
          size);
    }
    for (; i < size; i++) {
      addOne(product, covariance[i], q[i], 0, size);
    }
    return product;
  }

  /** Adds {@code factor} times column {@code i} of H. */
  void addColumn(float[] sum, int i, float factor) {
    if (covariance == null) {
      sum[i] += factor * diagonal[i];
    } else {
      addOne(sum, covariance[i], factor, 0, size);
    }
  }

  /** Element i of H's diagonal. */
  float diagonal(int i) {
    return diagonal[i];
  }

  /** {@code (q'p)^2 / q'Hq}: how much of the wanted output's variance weights explain. */
  double explained(float[] q, float[] cross) {
    float[] product = times(q);
    double variance = dot(q, product);
    double covarianceWithTarget = dot(q, cross);
    return variance > 0 && covarianceWithTarget > 0
        ? covarianceWithTarget / variance * covarianceWithTarget
        : 0;
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Four sums side by side: the processor need not wait for each addition. */
  static double fastDot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 4 <= a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    double sum = (double) s0 + s1 + s2 + s3;
    for (; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static void addFour(
      float[] sum,
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float wa,
      float wb,
      float wc,
      float wd,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      sum[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
    }
  }

  private static void addOne(float[] sum, float[] a, float wa, int from, int to) {
    for (int i = from; i < to; i++) {
      sum[i] += wa * a[i];
    }
  }
}
