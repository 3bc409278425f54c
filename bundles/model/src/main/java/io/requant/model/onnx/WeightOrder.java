package io.requant.model.onnx;

import io.requant.model.graph.Shape;

/**
 * Order of weights: ONNX has the input channel outside the kernel's rows and columns, we have it
 * inside. A vector that was a feature map differs in the same way.
 */
final class WeightOrder {

  private WeightOrder() {}

  /** Convolution weights from ONNX's order to ours. */
  static float[] fromOnnx(float[] weights, int outChannels, int area) {
    float[] ordered = new float[weights.length];
    int channels = weights.length / Math.max(1, outChannels * area);
    int from = 0;
    for (int o = 0; o < outChannels; o++) {
      for (int i = 0; i < channels; i++) {
        for (int k = 0; k < area; k++) {
          ordered[(o * area + k) * channels + i] = weights[from++];
        }
      }
    }
    return ordered;
  }

  /** Where ONNX's convolution weight {@code index} is in our order. */
  static int ours(int index, int area, int channels) {
    int kernel = index % area;
    int channel = index / area % channels;
    return (index / area / channels * area + kernel) * channels + channel;
  }

  /** Where ONNX's weight {@code index} of a linear layer behind a flattened map is in our order. */
  static int oursFlattened(int index, Shape map) {
    int pixels = map.height() * map.width();
    int element = index % map.size();
    return index - element + element % pixels * map.channels() + element / pixels;
  }
}
