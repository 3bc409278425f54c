package io.requant.model.cost;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;

/**
 * What one layer with weights costs in one inference.
 *
 * @param layer name of the layer
 * @param kind what engines distinguish
 * @param shape shape of its result
 * @param macs multiply-accumulate operations; positions in the padding count
 * @param weights number of weights
 * @param weightBits width of the weights
 * @param inputBits width of the activations read
 * @param bops bit operations: {@code macs x weightBits x inputBits}
 * @param weightBytes {@code weights x weightBits} in bytes, rounded up
 */
public record LayerCost(
    String layer,
    Kind kind,
    Shape shape,
    long macs,
    int weights,
    int weightBits,
    int inputBits,
    long bops,
    long weightBytes) {

  /** Kinds of layers that cost anything. */
  public enum Kind {
    /** Every output channel reads every input channel through a kernel. */
    CONVOLUTION,
    /** 1x1 kernel: a matrix product per pixel. */
    POINTWISE,
    /** One input channel per output channel. */
    DEPTHWISE,
    /** Groups, but not depthwise. */
    GROUPED,
    /** Fully connected. */
    LINEAR;

    static Kind of(Parametric layer) {
      if (!(layer instanceof Conv conv)) {
        return LINEAR;
      }
      return switch (conv.kind()) {
        case STANDARD -> CONVOLUTION;
        case POINTWISE -> POINTWISE;
        case DEPTHWISE -> DEPTHWISE;
        case GROUPED -> GROUPED;
      };
    }
  }

  static LayerCost of(Parametric layer, Shape shape, int weightBits, int inputBits) {
    long macs = (long) shape.size() * layer.weightsPerChannel();
    int weights = layer.weightCount();
    return new LayerCost(
        layer.name(),
        Kind.of(layer),
        shape,
        macs,
        weights,
        weightBits,
        inputBits,
        macs * weightBits * inputBits,
        ((long) weights * weightBits + 7) / 8);
  }
}
