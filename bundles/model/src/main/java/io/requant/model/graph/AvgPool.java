package io.requant.model.graph;

import java.util.List;

/**
 * Mean over a window; zero padding is counted (the divisor is always the kernel's area).
 *
 * @param name name of the layer
 * @param input tensor read
 * @param window kernel, stride and padding
 */
public record AvgPool(String name, String input, Window window) implements Layer {

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return window.slide(name, inputs.get(0), inputs.get(0).channels());
  }
}
