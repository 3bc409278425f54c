package io.requant.dscprune.internal.sensitivity;

import io.requant.dscprune.internal.prune.ChannelPruning;
import io.requant.dscprune.internal.prune.LayerDropping;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What cutting costs: points of accuracy lost against the same network after the same short
 * fine-tuning with nothing cut.
 *
 * @param accuracy of that network on the images kept back, 0..1
 * @param channels points by part of the channels removed in percent, by convolution
 * @param layers points by whole separable layer
 * @param sides accuracy by size of the images
 */
public record Sensitivities(
    double accuracy,
    Map<String, TreeMap<Integer, Double>> channels,
    Map<String, Double> layers,
    TreeMap<Integer, Double> sides) {

  /** Copies the maps. */
  public Sensitivities {
    channels = Collections.unmodifiableMap(new LinkedHashMap<>(channels));
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  /**
   * Everything that is measured of a network.
   *
   * @param percents parts of the channels
   * @param sides sizes of the images
   */
  public static List<Item> items(Graph graph, List<Integer> percents, List<Integer> sides) {
    List<Item> items = new ArrayList<>(List.of(new Item.Nothing()));
    LayerDropping.possible(graph).forEach(s -> items.add(new Item.WholeLayer(s.name())));
    for (int side : sides) {
      if (side != graph.inputShape().height()) {
        items.add(new Item.Side(side));
      }
    }
    for (int percent : percents) {
      for (Conv conv : ChannelPruning.prunable(graph)) {
        items.add(new Item.Channels(conv.name(), percent));
      }
    }
    return items;
  }

  /**
   * Puts findings together.
   *
   * @param findings one for each item
   */
  public static Sensitivities of(Graph graph, List<Item> items, List<Finding> findings) {
    Map<String, TreeMap<Integer, Double>> channels = new LinkedHashMap<>();
    ChannelPruning.prunable(graph)
        .forEach(conv -> channels.put(conv.name(), new TreeMap<>(Map.of(0, 0.0))));
    Map<String, Double> layers = new LinkedHashMap<>();
    TreeMap<Integer, Double> sides = new TreeMap<>();
    double accuracy = Double.NaN;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      double found = findings.get(i).accuracy();
      if (item instanceof Item.Nothing) {
        accuracy = found;
        sides.put(graph.inputShape().height(), found);
      } else if (item instanceof Item.Channels c) {
        channels.get(c.conv()).put(c.percent(), 100 * (accuracy - found));
      } else if (item instanceof Item.WholeLayer w) {
        layers.put(w.layer(), 100 * (accuracy - found));
      } else if (item instanceof Item.Side s) {
        sides.put(s.side(), found);
      }
    }
    return new Sensitivities(accuracy, channels, layers, sides);
  }

  /**
   * Points that removing channels costs: between what was measured a straight line, never less than
   * at a smaller part, and a little for every channel, so that of two that seem to cost nothing the
   * smaller part goes first.
   *
   * @param percent part of them, 0..100
   */
  public double points(String conv, double percent) {
    TreeMap<Integer, Double> measured = channels.get(conv);
    double least = 0;
    Map.Entry<Integer, Double> before = Map.entry(0, 0.0);
    for (Map.Entry<Integer, Double> entry : measured.entrySet()) {
      double value = Math.max(least, entry.getValue());
      if (entry.getKey() >= percent) {
        double span = Math.max(1, entry.getKey() - before.getKey());
        double share = entry.getKey() == 0 ? 0 : (percent - before.getKey()) / span;
        return before.getValue() + share * (value - before.getValue()) + tie(percent);
      }
      least = value;
      before = Map.entry(entry.getKey(), value);
    }
    double beyond = (percent - before.getKey()) / Math.max(1, 100 - before.getKey());
    return before.getValue() + beyond * 100 * accuracy + tie(percent);
  }

  private static double tie(double percent) {
    double part = percent / 100;
    return 0.5 * part * part;
  }
}
