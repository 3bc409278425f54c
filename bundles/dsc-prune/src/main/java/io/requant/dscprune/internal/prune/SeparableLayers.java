package io.requant.dscprune.internal.prune;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Relu;
import java.util.ArrayList;
import java.util.List;

/** Finds the depthwise-separable layers of a graph. */
public final class SeparableLayers {

  private SeparableLayers() {}

  /**
   * A depthwise convolution and the pointwise one that alone reads it, with their rectifiers.
   *
   * @param depthwise the depthwise convolution
   * @param pointwise the pointwise convolution
   * @param output name of the tensor that later layers read
   */
  public record Separable(Conv depthwise, Conv pointwise, String output) {

    /** Name in reports and files: that of the pointwise convolution. */
    public String name() {
      return pointwise.name();
    }

    /** Name of the tensor that it reads. */
    public String input() {
      return depthwise.input();
    }
  }

  /** All of them, in computing order. */
  public static List<Separable> of(Graph graph) {
    List<Separable> found = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      if (layer instanceof Conv depthwise && depthwise.kind() == Conv.Kind.DEPTHWISE) {
        Layer next = onlyReader(graph, rectified(graph, depthwise.name()));
        if (next instanceof Conv pointwise && pointwise.kind() == Conv.Kind.POINTWISE) {
          found.add(new Separable(depthwise, pointwise, rectified(graph, pointwise.name())));
        }
      }
    }
    return found;
  }

  /** The tensor itself, or what the rectifier that alone reads it makes of it. */
  private static String rectified(Graph graph, String tensor) {
    return onlyReader(graph, tensor) instanceof Relu relu ? relu.name() : tensor;
  }

  private static Layer onlyReader(Graph graph, String tensor) {
    List<Layer> readers = graph.readers(tensor);
    return readers.size() == 1 ? readers.get(0) : null;
  }
}
