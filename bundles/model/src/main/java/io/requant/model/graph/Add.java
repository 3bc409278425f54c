package io.requant.model.graph;

import java.util.List;

/**
 * Element-wise sum of two tensors of one shape: the residual connection.
 *
 * @param name name of the layer
 * @param left first tensor
 * @param right second tensor
 */
public record Add(String name, String left, String right) implements Layer {

  @Override
  public List<String> inputs() {
    return List.of(left, right);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (!inputs.get(0).equals(inputs.get(1))) {
      throw new IllegalArgumentException(
          "layer '%s': cannot add '%s' of shape %s and '%s' of shape %s"
              .formatted(name, left, inputs.get(0), right, inputs.get(1)));
    }
    return inputs.get(0);
  }
}
