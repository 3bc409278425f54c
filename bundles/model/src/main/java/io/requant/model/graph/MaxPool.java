package io.requant.model.graph;

import java.util.List;

/**
 * Maximum over a window. Padding never wins: it counts as minus infinity.
 *
 * @param name name of the layer
 * @param input tensor read
 * @param window kernel, stride and padding
 */
public record MaxPool(String name, String input, Window window) implements Layer {

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return window.slide(name, inputs.get(0), inputs.get(0).channels());
  }
}
