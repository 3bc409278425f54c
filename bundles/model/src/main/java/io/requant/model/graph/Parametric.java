package io.requant.model.graph;

/** What the layers with weights share: {@link Conv} and {@link Linear}. */
public sealed interface Parametric permits Conv, Linear {

  /** Name of the layer. */
  String name();

  /** Number of output channels: weights and biases are quantized per output channel. */
  int outChannels();

  /** Weights of one output channel: kernel height x kernel width x input channels of its group. */
  int weightsPerChannel();

  /** All weights of the layer. */
  default int weightCount() {
    return Math.multiplyExact(outChannels(), weightsPerChannel());
  }
}
