package io.requant.training.quantize;

import io.requant.model.graph.Parametric;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.WidthChoice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Which widths are trained when: from weak noise to strong. The widest is there from the first
 * step; each narrower one joins at its part of the run.
 *
 * @param widths candidate widths, descending
 * @param joins part of the run, 0..1, at which each joins, ascending from 0
 */
public record Curriculum(List<Integer> widths, List<Double> joins) {

  /** 8, 6, 4, 3 and 2 bits; the narrow ones early, because they need the most steps. */
  public static final Curriculum DEFAULT =
      new Curriculum(List.of(8, 6, 4, 3, 2), List.of(0.0, 0.0, 0.04, 0.10, 0.18));

  /**
   * The times of {@link #DEFAULT} for other widths.
   *
   * @param widths candidate widths, descending
   */
  public static Curriculum of(List<Integer> widths) {
    return new Curriculum(widths, widths.stream().map(Curriculum::joins).toList());
  }

  private static double joins(int bits) {
    return switch (bits) {
      case 2 -> 0.18;
      case 3 -> 0.10;
      case 4 -> 0.04;
      case 5 -> 0.02;
      default -> 0;
    };
  }

  /** Checks the order. */
  public Curriculum {
    widths = List.copyOf(widths);
    joins = List.copyOf(joins);
    if (widths.isEmpty() || widths.size() != joins.size() || joins.get(0) != 0) {
      throw new IllegalArgumentException(
          "widths " + widths + " need one time each to join, the first 0; there are " + joins);
    }
    for (int i = 1; i < widths.size(); i++) {
      if (widths.get(i) >= widths.get(i - 1) || joins.get(i) < joins.get(i - 1)) {
        throw new IllegalArgumentException(
            "widths must descend and times ascend: " + widths + " at " + joins);
      }
    }
  }

  /** Widths in training at a step, descending; never empty. */
  public List<Integer> active(long step, long steps) {
    List<Integer> active = new ArrayList<>();
    for (int i = 0; i < widths.size(); i++) {
      if (step >= joins.get(i) * steps) {
        active.add(widths.get(i));
      }
    }
    return active;
  }

  /** The same widths, all in training from the first step: for weights that know them already. */
  public Curriculum joined() {
    return new Curriculum(widths, Collections.nCopies(widths.size(), 0.0));
  }

  /** The widest. */
  public int widest() {
    return widths.get(0);
  }

  /** The narrowest. */
  public int narrowest() {
    return widths.get(widths.size() - 1);
  }

  /**
   * A choice for the middle pass of a sandwich: every second time one width for all, else one drawn
   * for the weights of each convolution and one for the activations of each point.
   */
  static WidthChoice draw(
      QuantizationPoints points, List<Integer> active, SplittableRandom random) {
    if (random.nextBoolean()) {
      int last = active.size() - 1;
      int index = last <= 1 ? random.nextInt(last + 1) : 1 + random.nextInt(last - 1);
      int bits = active.get(index);
      return WidthChoice.uniform(points, bits, bits);
    }
    Map<String, Integer> weights = new LinkedHashMap<>();
    points.convolutions().forEach(conv -> weights.put(conv.name(), one(active, random)));
    Map<String, Integer> activations = new LinkedHashMap<>();
    points.readers().keySet().forEach(point -> activations.put(point, one(active, random)));
    return outer(points, active, random, new WidthChoice(weights, activations));
  }

  /**
   * The narrowest choice of a sandwich; the outer layers join it every second time, unless it is
   * wider than they are.
   */
  static WidthChoice narrow(
      QuantizationPoints points, List<Integer> active, SplittableRandom random) {
    int bits = active.get(active.size() - 1);
    WidthChoice inner = WidthChoice.uniform(points, bits, bits);
    return random.nextBoolean() ? inner : outer(points, List.of(bits), random, inner);
  }

  private static WidthChoice outer(
      QuantizationPoints points, List<Integer> from, SplittableRandom random, WidthChoice inner) {
    WidthChoice all = inner;
    List<Integer> possible =
        from.stream().filter(bits -> bits <= SharedNetwork.OUTER_BITS).toList();
    for (Parametric layer : points.outer()) {
      all = possible.isEmpty() ? all : all.with(layer.name(), one(possible, random));
    }
    return all;
  }

  private static int one(List<Integer> active, SplittableRandom random) {
    return active.get(random.nextInt(active.size()));
  }
}
