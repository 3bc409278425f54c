package io.requant.dscprune.internal.prune;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is cut from a network.
 *
 * @param dropped names of the separable layers that go
 * @param channels channels that stay, by the name of a convolution; all of those not named
 * @param side rows and columns of the images that it will read
 */
public record PrunePlan(Set<String> dropped, Map<String, Integer> channels, int side) {

  /** Copies. */
  public PrunePlan {
    dropped = Collections.unmodifiableSet(new TreeSet<>(dropped));
    channels = Collections.unmodifiableMap(new LinkedHashMap<>(channels));
  }

  /** A plan that leaves a network as it is. */
  public static PrunePlan nothing(Graph graph) {
    return new PrunePlan(Set.of(), Map.of(), graph.inputShape().height());
  }

  /** The network without the dropped layers. */
  public FloatNetwork withoutLayers(FloatNetwork network) {
    return LayerDropping.drop(network, dropped);
  }

  /**
   * Removes channels.
   *
   * @param network one without the dropped layers
   * @param energy ranks its channels
   */
  public FloatNetwork withoutChannels(FloatNetwork network, ChannelEnergy energy) {
    Map<String, int[]> kept = new LinkedHashMap<>();
    for (Conv conv : ChannelPruning.prunable(network.graph())) {
      int count = channels.getOrDefault(conv.name(), conv.outChannels());
      if (count < conv.outChannels()) {
        kept.put(conv.name(), energy.best(conv.name(), count));
      }
    }
    return new ChannelPruning(network).keep(kept);
  }

  /** The graph that the plan leads to. */
  public Graph shape(Graph graph) {
    Graph rest = LayerDropping.drop(graph, dropped);
    Map<String, Integer> counts = new LinkedHashMap<>(channels);
    counts.keySet().retainAll(ChannelPruning.prunable(rest).stream().map(Conv::name).toList());
    return atSide(ChannelPruning.cut(rest, counts), side);
  }

  /** The same layers for images of another size. */
  public static Graph atSide(Graph graph, int side) {
    Shape input = new Shape(side, side, graph.inputShape().channels());
    return new Graph(graph.name(), input, graph.normalisation(), graph.layers(), graph.classes());
  }

  /** The same parameters for images of another size. */
  public static FloatNetwork atSide(FloatNetwork network, int side) {
    return new FloatNetwork(atSide(network.graph(), side), network.parameters());
  }
}
