package io.requant.dscprune.internal.prune;

import io.requant.dscprune.internal.prune.SeparableLayers.Separable;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes whole depthwise-separable layers where what follows can read what came before. */
public final class LayerDropping {

  private LayerDropping() {}

  /** Layers that read and give maps of the same shape, in computing order. */
  public static List<Separable> possible(Graph graph) {
    return SeparableLayers.of(graph).stream()
        .filter(s -> graph.shape(s.input()).equals(graph.shape(s.output())))
        .filter(s -> !s.output().equals(graph.output().name()))
        .toList();
  }

  /**
   * The network without some layers; the others keep their parameters.
   *
   * @param names names of {@link #possible} layers
   * @throws IllegalArgumentException naming the layer that cannot be dropped
   */
  public static FloatNetwork drop(FloatNetwork network, Set<String> names) {
    Graph smaller = drop(network.graph(), names);
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (Parametric layer : smaller.parametricLayers()) {
      parameters.put(layer.name(), network.parameters().get(layer.name()));
    }
    return new FloatNetwork(smaller, parameters);
  }

  /** The same for a graph. */
  public static Graph drop(Graph graph, Set<String> names) {
    List<Separable> possible = possible(graph);
    List<String> known = possible.stream().map(Separable::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "layer '%s' of network '%s' cannot be dropped; %s can"
                .formatted(name, graph.name(), known));
      }
    }
    Map<String, String> instead = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (Separable layer : possible) {
      if (names.contains(layer.name())) {
        instead.put(layer.output(), instead.getOrDefault(layer.input(), layer.input()));
        gone.addAll(inside(graph, layer));
      }
    }
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      if (!gone.contains(layer.name())) {
        String read = layer.inputs().get(0);
        layers.add(instead.containsKey(read) ? Rewiring.reading(layer, instead.get(read)) : layer);
      }
    }
    return new Graph(
        graph.name(), graph.inputShape(), graph.normalisation(), layers, graph.classes());
  }

  /** Names of a separable layer's layers: the convolutions and their rectifiers. */
  private static List<String> inside(Graph graph, Separable separable) {
    List<String> names = new ArrayList<>();
    String tensor = separable.output();
    while (!tensor.equals(separable.input())) {
      names.add(tensor);
      tensor = graph.layer(tensor).inputs().get(0);
    }
    return names;
  }
}
