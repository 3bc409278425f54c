package io.requant.model.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topology of a network: layers in an order in which they can be computed, without parameters.
 *
 * <p>Immutable and checked when built: names are unique, every tensor is produced before it is
 * read, every shape fits. The last layer is the output.
 */
public final class Graph {

  /** Name of the tensor that holds the network's input. */
  public static final String INPUT = "input";

  /** Most layers a graph may have. */
  public static final int MAX_LAYERS = 4096;

  /** Most class names a graph may have. */
  public static final int MAX_CLASSES = 1 << 16;

  /** Longest name of a network, layer or class. */
  public static final int MAX_NAME = 200;

  private final String name;
  private final Normalisation normalisation;
  private final List<Layer> layers;
  private final List<String> classes;
  private final Map<String, Shape> shapes;
  private final Map<String, Layer> byName;

  /**
   * Checks and builds a graph.
   *
   * @param name name of the network
   * @param input shape of the input
   * @param normalisation how pixels become input; one entry per input channel
   * @param layers layers in computing order; the last one is the output
   * @param classes names of the classes, one per element of the output; may be empty
   * @throws IllegalArgumentException if anything does not fit; the message names the layer
   */
  public Graph(
      String name,
      Shape input,
      Normalisation normalisation,
      List<Layer> layers,
      List<String> classes) {
    this.name = checkName("network", name);
    this.normalisation = normalisation;
    this.layers = List.copyOf(layers);
    this.classes = List.copyOf(classes);
    if (normalisation.channels() != input.channels()) {
      throw new IllegalArgumentException(
          "network '%s': input %s, but normalisation of %d channels"
              .formatted(name, input, normalisation.channels()));
    }
    if (this.layers.isEmpty() || this.layers.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "network '%s': %d layers; 1..%d are possible"
              .formatted(name, this.layers.size(), MAX_LAYERS));
    }
    if (this.classes.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "network '%s': %d class names; at most %d are possible"
              .formatted(name, this.classes.size(), MAX_CLASSES));
    }
    this.classes.forEach(c -> checkName("class", c));
    shapes = new LinkedHashMap<>();
    byName = new HashMap<>();
    shapes.put(INPUT, input);
    for (Layer layer : this.layers) {
      checkName("layer", layer.name());
      List<Shape> in = layer.inputs().stream().map(t -> produced(layer, t)).toList();
      if (shapes.put(layer.name(), layer.outputShape(in)) != null) {
        throw new IllegalArgumentException("layer '" + layer.name() + "' exists twice");
      }
      byName.put(layer.name(), layer);
    }
    checkEverythingIsRead();
    int outputs = outputShape().size();
    if (!this.classes.isEmpty() && this.classes.size() != outputs) {
      throw new IllegalArgumentException(
          "network '%s': %d class names for %d outputs"
              .formatted(name, this.classes.size(), outputs));
    }
  }

  private Shape produced(Layer layer, String tensor) {
    Shape shape = shapes.get(tensor);
    if (shape == null) {
      throw new IllegalArgumentException(
          "layer '" + layer.name() + "' reads '" + tensor + "', which no layer before it produces");
    }
    return shape;
  }

  private void checkEverythingIsRead() {
    Set<String> unread = new HashSet<>(shapes.keySet());
    layers.forEach(layer -> unread.removeAll(layer.inputs()));
    unread.remove(output().name());
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          "network '" + name + "': nothing reads " + unread + "; remove these layers");
    }
  }

  private static String checkName(String what, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          what + " name '" + name + "': 1.." + MAX_NAME + " printable characters are needed");
    }
    return name;
  }

  /** Name of the network. */
  public String name() {
    return name;
  }

  /** Shape of the input. */
  public Shape inputShape() {
    return shapes.get(INPUT);
  }

  /** How pixels become input. */
  public Normalisation normalisation() {
    return normalisation;
  }

  /** Layers in computing order. */
  public List<Layer> layers() {
    return layers;
  }

  /** Layers with weights, in computing order. */
  public List<Parametric> parametricLayers() {
    return layers.stream()
        .filter(Parametric.class::isInstance)
        .map(Parametric.class::cast)
        .toList();
  }

  /** Names of the classes; empty if the network does not name them. */
  public List<String> classes() {
    return classes;
  }

  /** Name of class {@code index}, or its number if the network does not name it. */
  public String className(int index) {
    return classes.isEmpty() ? "class " + index : classes.get(index);
  }

  /** The last layer: its tensor is the result. */
  public Layer output() {
    return layers.get(layers.size() - 1);
  }

  /** Shape of the result. */
  public Shape outputShape() {
    return shapes.get(output().name());
  }

  /**
   * Shape of a tensor.
   *
   * @throws IllegalArgumentException if there is no tensor of that name
   */
  public Shape shape(String tensor) {
    Shape shape = shapes.get(tensor);
    if (shape == null) {
      throw new IllegalArgumentException("network '" + name + "' has no tensor '" + tensor + "'");
    }
    return shape;
  }

  /**
   * The layer of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Layer layer(String layer) {
    Layer found = byName.get(layer);
    if (found == null) {
      throw new IllegalArgumentException("network '" + name + "' has no layer '" + layer + "'");
    }
    return found;
  }

  /** Layers that read a tensor, in computing order. */
  public List<Layer> readers(String tensor) {
    return layers.stream().filter(layer -> layer.inputs().contains(tensor)).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Graph that
        && name.equals(that.name)
        && inputShape().equals(that.inputShape())
        && normalisation.equals(that.normalisation)
        && layers.equals(that.layers)
        && classes.equals(that.classes);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(name, layers);
  }

  @Override
  public String toString() {
    return name + " (" + layers.size() + " layers, " + inputShape() + " -> " + outputShape() + ")";
  }
}
