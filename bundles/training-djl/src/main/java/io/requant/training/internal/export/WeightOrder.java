package io.requant.training.internal.export;

import io.requant.model.graph.Conv;

/**
 * The two orders of a convolution's weights: output channel, input channel, row, column in torch;
 * output channel, row, column, input channel in models.
 */
public final class WeightOrder {

  private WeightOrder() {}

  /** From the order of models to that of torch. */
  public static float[] toTorch(Conv conv, float[] weights) {
    float[] out = new float[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[torchIndex(conv, i)] = weights[i];
    }
    return out;
  }

  /** From the order of torch to that of models. */
  public static float[] toModel(Conv conv, float[] weights) {
    float[] out = new float[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = weights[torchIndex(conv, i)];
    }
    return out;
  }

  private static int torchIndex(Conv conv, int modelIndex) {
    int inputs = conv.inChannels() / conv.groups();
    int window = conv.window().area();
    int input = modelIndex % inputs;
    int position = modelIndex / inputs % window;
    int output = modelIndex / inputs / window;
    return (output * inputs + input) * window + position;
  }
}
