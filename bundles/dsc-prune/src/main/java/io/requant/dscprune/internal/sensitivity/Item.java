package io.requant.dscprune.internal.sensitivity;

import io.requant.dscprune.internal.prune.PrunePlan;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One thing that is cut, to see what it costs. */
public sealed interface Item {

  /** What files about it are called: letters, digits and dashes. */
  String key();

  /** What is cut of a graph. */
  PrunePlan plan(Graph graph);

  /** Nothing: what the short fine-tuning alone does, which the others are compared with. */
  record Nothing() implements Item {
    @Override
    public String key() {
      return "nothing";
    }

    @Override
    public PrunePlan plan(Graph graph) {
      return PrunePlan.nothing(graph);
    }
  }

  /**
   * Some of the channels of a convolution.
   *
   * @param conv its name
   * @param percent how many of them
   */
  record Channels(String conv, int percent) implements Item {
    @Override
    public String key() {
      return String.format(Locale.ROOT, "channels-%s-%02d", safe(conv), percent);
    }

    @Override
    public PrunePlan plan(Graph graph) {
      int all = ((Parametric) graph.layer(conv)).outChannels();
      return new PrunePlan(Set.of(), Map.of(conv, kept(all, percent)), graph.inputShape().height());
    }

    /** Channels that are left, at least one. */
    public static int kept(int all, double percent) {
      return Math.max(1, (int) Math.round(all * (1 - percent / 100)));
    }
  }

  /**
   * A whole separable layer.
   *
   * @param layer its name
   */
  record WholeLayer(String layer) implements Item {
    @Override
    public String key() {
      return "layer-" + safe(layer);
    }

    @Override
    public PrunePlan plan(Graph graph) {
      return new PrunePlan(Set.of(layer), Map.of(), graph.inputShape().height());
    }
  }

  /**
   * Images of another size.
   *
   * @param side rows and columns
   */
  record Side(int side) implements Item {
    @Override
    public String key() {
      return "side-" + side;
    }

    @Override
    public PrunePlan plan(Graph graph) {
      return new PrunePlan(Set.of(), Map.of(), side);
    }
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
