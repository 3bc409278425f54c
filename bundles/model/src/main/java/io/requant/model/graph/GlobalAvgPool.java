package io.requant.model.graph;

import java.util.List;

/**
 * Mean of each channel over the whole feature map.
 *
 * @param name name of the layer
 * @param input tensor read
 */
public record GlobalAvgPool(String name, String input) implements Layer {

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.vector(inputs.get(0).channels());
  }
}
