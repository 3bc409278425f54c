package io.requant.model.quantize;

import io.requant.model.network.LayerWeights;
import java.util.function.IntToDoubleFunction;

/** The ratio of one output channel: the finest or coarsest grid that errs least. */
final class RatioSearch {

  private static final int STRIDE = 4;

  private RatioSearch() {}

  /**
   * The ratio at which the derived weights are nearest to real weights.
   *
   * @param masters master integers of the layer
   * @param masterScale real value of one master step of the channel
   * @param weights real weights of the layer
   * @param offset first weight of the channel
   * @param scratch as long as the channel has weights
   */
  static int nearestWeights(
      Derivation derivation,
      short[] masters,
      double masterScale,
      float[] weights,
      int offset,
      float[] scratch) {
    return best(
        derivation,
        ratio -> {
          derivation.derive(masters, offset, ratio, scratch);
          double scale = masterScale * derivation.step(ratio);
          double sum = 0;
          for (int i = 0; i < scratch.length; i++) {
            double e = weights[offset + i] - scale * scratch[i];
            sum += e * e;
          }
          return sum;
        },
        1);
  }

  /** The ratio at which the derived weights explain most of the wanted output. */
  static int bestExplanation(
      Derivation derivation,
      short[] masters,
      int offset,
      Moments moments,
      float[] cross,
      float[] scratch) {
    return best(
        derivation,
        ratio -> {
          derivation.derive(masters, offset, ratio, scratch);
          return -moments.explained(scratch, cross);
        },
        STRIDE);
  }

  private static int best(Derivation derivation, IntToDoubleFunction cost, int stride) {
    if (derivation.identity()) {
      return LayerWeights.UNIT_RATIO;
    }
    int best = LayerWeights.UNIT_RATIO;
    double least = cost.applyAsDouble(best);
    for (int r = Derivation.LOWEST_RATIO; r <= Derivation.HIGHEST_RATIO; r += stride) {
      double y = cost.applyAsDouble(r);
      if (y < least) {
        least = y;
        best = r;
      }
    }
    int centre = best;
    for (int r = centre - stride + 1; r < centre + stride; r++) {
      if (r >= Derivation.LOWEST_RATIO && r <= Derivation.HIGHEST_RATIO) {
        double y = cost.applyAsDouble(r);
        if (y < least) {
          least = y;
          best = r;
        }
      }
    }
    return best;
  }
}
