package io.requant.training.internal.backbone;

import io.requant.model.graph.Graph;
import io.requant.training.BackboneInput;

/** Three convolutions for digits: small enough for a gateway, good enough for 99 %. */
public final class MnistCnn {
  private MnistCnn() {}

  /** Builds the graph. */
  public static Graph of(BackboneInput input) {
    return new GraphBuilder(input)
        .conv("conv1", 16, 3, 1)
        .relu()
        .halve("pool1")
        .conv("conv2", 32, 3, 1)
        .relu()
        .halve("pool2")
        .conv("conv3", 64, 3, 1)
        .relu()
        .classifier("mnist-cnn");
  }
}
