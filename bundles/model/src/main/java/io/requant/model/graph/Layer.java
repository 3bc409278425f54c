package io.requant.model.graph;

import java.util.List;

/**
 * One layer of a {@link Graph}: a closed family, so that a {@code switch} over it can be complete.
 *
 * <p>A layer has a name (unique in its graph, also the name of the tensor it produces) and names
 * the tensors it reads. Parameters (weights, biases) live beside the graph, keyed by layer name.
 */
public sealed interface Layer
    permits Conv, Linear, Add, Relu, MaxPool, AvgPool, GlobalAvgPool, Subsample, Flatten {

  /** Name of the layer and of the tensor that it produces; unique in the graph. */
  String name();

  /** Names of the tensors read, in order. */
  List<String> inputs();

  /**
   * Shape of the result.
   *
   * @param inputs shapes of {@link #inputs()}, in order
   * @throws IllegalArgumentException if the layer cannot take these shapes; the message names it
   */
  Shape outputShape(List<Shape> inputs);
}
