package io.requant.training;

import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import java.util.List;

/**
 * What a backbone is built for.
 *
 * @param shape shape of the images
 * @param normalisation how pixels become numbers
 * @param classes names of the classes, in label order; at least 2
 */
public record BackboneInput(Shape shape, Normalisation normalisation, List<String> classes) {

  /** Copies the list and checks that there is something to tell apart. */
  public BackboneInput {
    classes = List.copyOf(classes);
    if (classes.size() < 2) {
      throw new IllegalArgumentException("a classifier needs at least 2 classes, not " + classes);
    }
  }
}
