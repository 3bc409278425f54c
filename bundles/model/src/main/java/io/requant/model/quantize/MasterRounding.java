package io.requant.model.quantize;

/**
 * Moves master integers a little from their nearest real values, so that the narrow integers
 * derived from them round the way that errs least in the layer's output.
 *
 * <p>Rounding each weight to nearest is not best for the sum over all weights (Nagel et al., "Up or
 * Down? Adaptive Rounding for Post-Training Quantization", section 3); coordinate descent on {@code
 * (t - g q'x)^2} finds a better choice. A narrow integer changes when its master crosses a rounding
 * threshold, so only weights near one are touched and wide policies lose little.
 */
final class MasterRounding {

  private static final int PASSES = 6;
  private static final int UNREACHABLE = Integer.MIN_VALUE;

  private final Derivation derivation;
  private final int reach;

  MasterRounding(Derivation derivation, int reach) {
    this.derivation = derivation;
    this.reach = reach;
  }

  /**
   * Improves the masters of one output channel in place.
   *
   * @param masters masters of the layer, nearest to the real weights
   * @param offset first weight of the channel
   * @param ratio the channel's ratio at the narrow width
   * @param moments moments of the inputs
   * @param cross covariance of the inputs and the wanted output
   */
  void improve(short[] masters, int offset, int ratio, Moments moments, float[] cross) {
    float[] q = new float[cross.length];
    derivation.derive(masters, offset, ratio, q);
    float[] product = moments.times(q);
    boolean changed = true;
    short[] original = new short[q.length];
    System.arraycopy(masters, offset, original, 0, q.length);
    for (int pass = 0; pass < PASSES && changed; pass++) {
      changed = false;
      double variance = Moments.dot(q, product);
      double covariance = Moments.dot(q, cross);
      if (!(variance > 0 && covariance > 0)) {
        return;
      }
      double gain = covariance / variance;
      for (int i = 0; i < q.length; i++) {
        // d/dq of the error, halved and divided by the gain.
        double slope = gain * product[i] - cross[i];
        int direction = slope > 0 ? -1 : 1;
        double change = 2 * direction * slope + gain * moments.diagonal(i);
        if (change >= 0) {
          continue;
        }
        int master = reachable(original[i], (int) q[i] + direction, ratio);
        if (master != UNREACHABLE) {
          masters[offset + i] = (short) master;
          q[i] += direction;
          moments.addColumn(product, i, direction);
          changed = true;
        }
      }
    }
  }

  /** The master nearest to {@code original}, within reach, that derives to {@code wanted}. */
  private int reachable(int original, int wanted, int ratio) {
    short[] table = derivation.table(ratio);
    int limit = derivation.limit();
    for (int d = 0; d <= reach; d++) {
      if (original + d <= limit && table[original + d + limit] == wanted) {
        return original + d;
      }
      if (original - d >= -limit && table[original - d + limit] == wanted) {
        return original - d;
      }
    }
    return UNREACHABLE;
  }
}
