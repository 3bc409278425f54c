package io.requant.model.graph;

import java.util.List;

/**
 * Feature map to vector in storage order: row, column, channel. (ONNX flattens channel first: the
 * importer reorders the weights that follow.)
 *
 * @param name name of the layer
 * @param input tensor read
 */
public record Flatten(String name, String input) implements Layer {

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.vector(inputs.get(0).size());
  }
}
