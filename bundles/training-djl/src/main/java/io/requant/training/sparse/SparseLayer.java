package io.requant.training.sparse;

import io.requant.model.graph.Parametric;

/**
 * One layer that is compressed.
 *
 * @param layer the layer
 * @param groups number of the group of each weight, see {@link Granularity#groups}
 * @param sizes number of weights of each group
 * @param model what its weights cost
 */
@SuppressWarnings("ArrayRecordComponent") // fixed tables, never compared
record SparseLayer(Parametric layer, int[] groups, int[] sizes, SizeModel model) {

  static SparseLayer of(Parametric layer, SparseSettings settings) {
    int[] groups = settings.granularity().groups(layer);
    int count = 0;
    for (int group : groups) {
      count = Math.max(count, group + 1);
    }
    int[] sizes = new int[count];
    for (int group : groups) {
      sizes[group]++;
    }
    return new SparseLayer(
        layer, groups, sizes, new SizeModel(count, groups.length, !settings.nominal()));
  }

  String name() {
    return layer.name();
  }

  /** Mean magnitude of the weights of each group. */
  float[] scores(float[] weights) {
    float[] scores = new float[sizes.length];
    for (int i = 0; i < weights.length; i++) {
      scores[groups[i]] += Math.abs(weights[i]);
    }
    for (int g = 0; g < scores.length; g++) {
      scores[g] /= sizes[g];
    }
    return scores;
  }

  /** 1 for the weights of groups above a threshold, else 0. */
  float[] mask(float[] scores, float threshold) {
    float[] mask = new float[groups.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = scores[groups[i]] > threshold ? 1 : 0;
    }
    return mask;
  }

  /**
   * 1 for every output channel that keeps a weight, else 0. A channel that gives nothing but zeros
   * has gradients that are some hundred times too large, by the safeguard in its normalisation.
   */
  float[] live(float[] mask) {
    float[] live = new float[layer.outChannels()];
    int perChannel = mask.length / live.length;
    for (int i = 0; i < mask.length; i++) {
      live[i / perChannel] = Math.max(live[i / perChannel], mask[i]);
    }
    return live;
  }
}
