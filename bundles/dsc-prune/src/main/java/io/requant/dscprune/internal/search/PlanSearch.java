package io.requant.dscprune.internal.search;

import io.requant.dscprune.internal.prune.ChannelPruning;
import io.requant.dscprune.internal.prune.LayerDropping;
import io.requant.dscprune.internal.prune.PrunePlan;
import io.requant.dscprune.internal.prune.SeparableLayers;
import io.requant.dscprune.internal.prune.SeparableLayers.Separable;
import io.requant.dscprune.internal.sensitivity.Sensitivities;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for the plan that keeps the most accuracy within limits, by sensitivities that are taken to
 * add up: whole layers first, then channels, a few at a time where a point of accuracy buys the
 * most, then back as far as the limits allow.
 */
public final class PlanSearch {
  /** Sets of dropped layers that channels are searched for. */
  private static final int SETS = 3;

  private final Graph graph;
  private final Sensitivities sensitivities;
  private final int multiple;

  /**
   * Prepares.
   *
   * @param multiple channels are kept in multiples of this, which hardware works on side by side
   */
  public PlanSearch(Graph graph, Sensitivities sensitivities, int multiple) {
    this.graph = graph;
    this.sensitivities = sensitivities;
    this.multiple = multiple;
  }

  /**
   * Checks that a number of layers can be reached.
   *
   * @throws IllegalArgumentException if not enough of them can be dropped
   */
  public static void check(Graph graph, int layers) {
    int possible = LayerDropping.possible(graph).size();
    int all = SeparableLayers.of(graph).size();
    if (all == 0 || all - layers > possible) {
      throw new IllegalArgumentException(
          "only %d of %d separable layers keep their shape and can be dropped; %d cannot be reached"
              .formatted(possible, all, layers));
    }
  }

  /**
   * The best plan for images of a size.
   *
   * @throws IllegalArgumentException if nothing is left within the limits, or too few layers can be
   *     dropped
   */
  public Candidate best(Limits limits, int side) {
    Candidate best = null;
    for (Set<String> dropped : droppedSets(limits.layers())) {
      Candidate candidate = channels(dropped, limits, side);
      if (candidate != null && (best == null || candidate.accuracy() > best.accuracy())) {
        best = candidate;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException(
          "no network of %d layers in multiples of %d channels has at most %,d multiply-adds and %,d bytes with images of %dx%d: give more"
              .formatted(
                  limits.layers(), multiple, limits.macs(), limits.weightBytes(), side, side));
    }
    return best;
  }

  /** The sets of layers whose loss adds up to the least; of equal ones the deeper first. */
  private List<Set<String>> droppedSets(int layers) {
    check(graph, layers);
    List<Separable> possible = LayerDropping.possible(graph);
    int count = SeparableLayers.of(graph).size() - layers;
    List<Set<String>> sets = new ArrayList<>();
    choose(possible, possible.size() - 1, Math.max(0, count), new TreeSet<>(), sets);
    return sets.stream().sorted(Comparator.comparingDouble(this::loss)).limit(SETS).toList();
  }

  private static void choose(
      List<Separable> from, int last, int left, Set<String> chosen, List<Set<String>> sets) {
    if (left == 0) {
      sets.add(new TreeSet<>(chosen));
      return;
    }
    for (int i = last; i >= left - 1; i--) {
      chosen.add(from.get(i).name());
      choose(from, i - 1, left - 1, chosen, sets);
      chosen.remove(from.get(i).name());
    }
  }

  private double loss(Set<String> dropped) {
    return dropped.stream()
        .mapToDouble(name -> sensitivities.layers().getOrDefault(name, 0.0))
        .sum();
  }

  private Candidate channels(Set<String> dropped, Limits limits, int side) {
    Map<String, Integer> kept = new LinkedHashMap<>();
    Graph rest = new PrunePlan(dropped, Map.of(), side).shape(graph);
    ChannelPruning.prunable(rest).forEach(conv -> kept.put(conv.name(), conv.outChannels()));
    Size size = Size.of(rest);
    while (!size.within(limits)) {
      String cheapest = null;
      double least = Double.POSITIVE_INFINITY;
      for (String conv : kept.keySet()) {
        int fewer = fewer(kept.get(conv));
        if (fewer > 0) {
          Size next = size(dropped, kept, conv, fewer, side);
          double price =
              (points(conv, fewer) - points(conv, kept.get(conv)))
                  / Math.max(1e-12, excess(size, limits) - excess(next, limits));
          if (price < least) {
            least = price;
            cheapest = conv;
          }
        }
      }
      if (cheapest == null) {
        return null;
      }
      kept.put(cheapest, fewer(kept.get(cheapest)));
      size = size(dropped, kept, cheapest, kept.get(cheapest), side);
    }
    return candidate(dropped, refilled(dropped, kept, limits, side), side);
  }

  /** How far beyond the limits, as a sum of parts. */
  private static double excess(Size size, Limits limits) {
    return Math.max(0, (double) size.macs() / limits.macs() - 1)
        + Math.max(0, (double) size.weights() / limits.weightBytes() - 1);
  }

  /** Gives channels back where the limits allow it, those first that matter most. */
  private Map<String, Integer> refilled(
      Set<String> dropped, Map<String, Integer> kept, Limits limits, int side) {
    while (true) {
      String best = null;
      double most = 0;
      for (String conv : kept.keySet()) {
        int more = Math.min(all(conv), kept.get(conv) + multiple);
        double gain = points(conv, kept.get(conv)) - points(conv, more);
        if (more > kept.get(conv)
            && gain > most
            && size(dropped, kept, conv, more, side).within(limits)) {
          most = gain;
          best = conv;
        }
      }
      if (best == null) {
        return kept;
      }
      kept.put(best, Math.min(all(best), kept.get(best) + multiple));
    }
  }

  private int fewer(int channels) {
    return (channels - 1) / multiple * multiple;
  }

  private int all(String conv) {
    return ((Conv) graph.layer(conv)).outChannels();
  }

  private double points(String conv, int channels) {
    return sensitivities.points(conv, 100.0 * (all(conv) - channels) / all(conv));
  }

  private Size size(
      Set<String> dropped, Map<String, Integer> kept, String conv, int channels, int side) {
    Map<String, Integer> changed = new LinkedHashMap<>(kept);
    changed.put(conv, channels);
    return Size.of(new PrunePlan(dropped, changed, side).shape(graph));
  }

  private Candidate candidate(Set<String> dropped, Map<String, Integer> kept, int side) {
    double points = loss(dropped);
    for (Map.Entry<String, Integer> entry : kept.entrySet()) {
      points += points(entry.getKey(), entry.getValue());
    }
    PrunePlan plan = new PrunePlan(dropped, kept, side);
    double start = atSide(side);
    return new Candidate(
        plan,
        Size.of(plan.shape(graph)),
        Math.max(0, start - points / 100),
        java.util.Optional.empty());
  }

  /** Accuracy of the whole network at a size; between measured ones a straight line. */
  private double atSide(int side) {
    TreeMap<Integer, Double> sides = sensitivities.sides();
    Map.Entry<Integer, Double> below = sides.floorEntry(side);
    Map.Entry<Integer, Double> above = sides.ceilingEntry(side);
    if (below == null || above == null) {
      return (below == null ? above : below).getValue();
    }
    double span = Math.max(1, above.getKey() - below.getKey());
    return below.getValue()
        + (side - below.getKey()) / span * (above.getValue() - below.getValue());
  }
}
