package io.requant.model.onnx;

import io.requant.model.graph.Add;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network while it is imported: layers and parameters that may still change. */
final class NetworkDraft {

  private static final int MAX_NAME = 180;

  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Parameters> parameters = new HashMap<>();
  private final Map<List<Object>, String> settled = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final boolean keepsOrder;
  private int position;
  private Normalisation normalisation;

  /**
   * Starts with the input.
   *
   * @param keepsOrder whether layers stay in the order of their nodes; else a shortcut comes right
   *     after the layer that it reads, so that the convolution beside it can take the sum along
   */
  NetworkDraft(Shape input, Normalisation normalisation, boolean keepsOrder) {
    shapes.put(Graph.INPUT, input);
    positions.put(Graph.INPUT, -1);
    this.normalisation = normalisation;
    this.keepsOrder = keepsOrder;
  }

  /** Layers that are added from here on have the place of node {@code index}. */
  void at(int index) {
    position = index;
  }

  int position() {
    return position;
  }

  Normalisation normalisation() {
    return normalisation;
  }

  void normalisation(Normalisation other) {
    normalisation = other;
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  List<String> notes() {
    return notes;
  }

  /** A layer name that is free and allowed, as close to the wanted one as possible. */
  String freeName(String wanted) {
    String clean = wanted.replaceAll("[\\x00-\\x1f]", "_");
    clean = clean.isEmpty() ? "layer" : clean;
    clean = clean.length() > MAX_NAME ? clean.substring(clean.length() - MAX_NAME) : clean;
    String free = clean;
    for (int i = 2; free.equals(Graph.INPUT) || layers.containsKey(free); i++) {
      free = clean + "_" + i;
    }
    return free;
  }

  /** Appends a layer without parameters and returns its shape. */
  Shape add(Layer layer) {
    if (layers.size() >= Graph.MAX_LAYERS) {
      throw new OnnxException(
          "more than " + Graph.MAX_LAYERS + " layers; networks of that size cannot be imported");
    }
    Shape shape = layer.outputShape(layer.inputs().stream().map(shapes::get).toList());
    layers.put(layer.name(), layer);
    shapes.put(layer.name(), shape);
    positions.put(layer.name(), position);
    return shape;
  }

  /** Appends a layer with parameters, which must be finite, and returns its shape. */
  Shape add(Layer layer, float[] weights, float[] bias) {
    Shape shape = add(layer);
    parameters.put(layer.name(), new Parameters(weights, bias));
    return shape;
  }

  /** Layers so far. */
  int size() {
    return layers.size();
  }

  /** Whether the tensor belongs to a layer that came after the first {@code size} ones. */
  boolean addedSince(int size, String tensor) {
    return layers.keySet().stream().skip(size).anyMatch(tensor::equals);
  }

  /** The layer that produces a tensor, or null for the network's input. */
  Layer producer(String tensor) {
    return layers.get(tensor);
  }

  Shape shape(String tensor) {
    return shapes.get(tensor);
  }

  /** Parameters of a layer, which may be changed in place; null if it has none. */
  Parameters parameters(String layer) {
    return parameters.get(layer);
  }

  /** Whether no element of a tensor can be below zero. */
  boolean isNonNegative(String tensor) {
    Layer layer = layers.get(tensor);
    while (layer != null && !(layer instanceof Parametric) && !(layer instanceof Add)) {
      if (layer instanceof Relu) {
        return true;
      }
      layer = layers.get(layer.inputs().get(0));
    }
    return false;
  }

  /**
   * Makes layers of what is deferred.
   *
   * @throws OnnxException if zero padding is among it, which only convolutions and pools can take
   */
  Feature settle(OnnxNode node, Feature feature) {
    Feature thinned = settleAllButBorder(feature);
    if (!thinned.deferred().border().isNone()) {
      throw node.error(
          "reads what '%s' pads with zeros; only a convolution or a pool can follow spatial padding"
              .formatted(thinned.deferred().name()));
    }
    return thinned;
  }

  /** Makes layers of deferred strides and channels; zero padding stays deferred. */
  Feature settleAllButBorder(Feature feature) {
    Deferred deferred = feature.deferred();
    if (!deferred.thins()) {
      return feature;
    }
    List<Object> key = List.of(feature.tensor(), deferred.withoutBorder());
    String tensor = settled.get(key);
    if (tensor == null) {
      int here = position;
      position = keepsOrder ? deferred.position() : positions.get(feature.tensor());
      tensor = thin(feature.tensor(), deferred);
      position = here;
      settled.put(key, tensor);
    }
    return new Feature(
        tensor,
        feature.shape(),
        feature.dims(),
        feature.channelsFirst(),
        false,
        deferred.borderOnly());
  }

  private String thin(String tensor, Deferred deferred) {
    String input = tensor;
    Shape shape = shapes.get(tensor);
    int stride = shape.height() == 1 ? deferred.strideX() : deferred.strideY();
    if (deferred.strideX() != stride && shape.width() > 1) {
      String picked = freeName(deferred.name() + "/pick");
      add(
          new MaxPool(
              picked, input, new Window(1, 1, deferred.strideY(), deferred.strideX(), 0, 0, 0, 0)));
      input = picked;
      stride = 1;
    }
    if (stride > 1 || deferred.channelsBefore() + deferred.channelsAfter() > 0) {
      String name = freeName(deferred.name());
      add(new Subsample(name, input, stride, deferred.channelsBefore(), deferred.channelsAfter()));
      input = name;
    }
    return input;
  }

  /** The network that computes a tensor, without the layers that it does not depend on. */
  FloatNetwork build(String name, List<String> classes, String output) {
    Set<String> wanted = new HashSet<>(Set.of(output));
    List<Layer> all = new ArrayList<>(layers.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (wanted.contains(all.get(i).name())) {
        wanted.addAll(all.get(i).inputs());
      }
    }
    List<Layer> kept =
        all.stream()
            .filter(layer -> wanted.contains(layer.name()))
            .sorted(Comparator.comparing(layer -> positions.get(layer.name())))
            .toList();
    if (kept.isEmpty() || !wanted.contains(Graph.INPUT)) {
      throw new OnnxException("the output does not depend on the image; there is nothing to run");
    }
    Graph graph = new Graph(name, shapes.get(Graph.INPUT), normalisation, kept, classes);
    Map<String, Parameters> used = new LinkedHashMap<>();
    graph.parametricLayers().forEach(l -> used.put(l.name(), parameters.get(l.name())));
    return new FloatNetwork(graph, used);
  }
}
