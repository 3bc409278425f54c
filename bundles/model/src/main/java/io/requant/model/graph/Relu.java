package io.requant.model.graph;

import java.util.List;

/**
 * Rectifier: max(0, x), or min(6, max(0, x)) when capped.
 *
 * @param name name of the layer
 * @param input tensor read
 * @param cap upper limit: {@link Double#POSITIVE_INFINITY} for ReLU, 6 for ReLU6
 */
public record Relu(String name, String input, double cap) implements Layer {

  /** Upper limit of ReLU6. */
  public static final double SIX = 6;

  public Relu {
    if (!(cap > 0)) {
      throw new IllegalArgumentException("layer '" + name + "': cap " + cap + " is not positive");
    }
  }

  /** ReLU without an upper limit. */
  public static Relu uncapped(String name, String input) {
    return new Relu(name, input, Double.POSITIVE_INFINITY);
  }

  /** ReLU6. */
  public static Relu six(String name, String input) {
    return new Relu(name, input, SIX);
  }

  /** Whether there is an upper limit. */
  public boolean capped() {
    return cap < Double.POSITIVE_INFINITY;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return inputs.get(0);
  }
}
