package io.requant.model.graph;

import java.util.List;

/**
 * Fully connected layer with bias on a vector (shape 1x1xC).
 *
 * <p>Weights are ordered output, input; inputs that come from a {@link Flatten} are in its order.
 *
 * @param name name of the layer
 * @param input tensor read
 * @param inFeatures length of the input vector
 * @param outFeatures length of the result
 */
public record Linear(String name, String input, int inFeatures, int outFeatures)
    implements Layer, Parametric {

  public Linear {
    if ((long) inFeatures * outFeatures > Shape.MAX_SIZE) {
      throw new IllegalArgumentException(
          "layer '" + name + "': more than " + Shape.MAX_SIZE + " weights");
    }
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public int outChannels() {
    return outFeatures;
  }

  @Override
  public int weightsPerChannel() {
    return inFeatures;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (!inputs.get(0).equals(Shape.vector(inFeatures))) {
      throw new IllegalArgumentException(
          "layer '%s': expects a vector of %d, its input '%s' has shape %s"
              .formatted(name, inFeatures, input, inputs.get(0)));
    }
    return Shape.vector(outFeatures);
  }
}
