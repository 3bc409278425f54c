package io.requant.training.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.quantize.QuantizationPoints;
import java.util.ArrayList;
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

  /** The widest. */
  public int widest() {
    return widths.get(0);
  }

  /** The narrowest. */
  public int narrowest() {
    return widths.get(widths.size() - 1);
  }

  /**
   * A choice for the middle pass of a sandwich: every second time one width for all, else a width
   * for each convolution; convolutions that read the same point get the same.
   */
  static Map<String, Integer> draw(
      QuantizationPoints points, List<Integer> active, SplittableRandom random) {
    if (random.nextBoolean()) {
      int last = active.size() - 1;
      int index = last <= 1 ? random.nextInt(last + 1) : 1 + random.nextInt(last - 1);
      return uniform(points, active.get(index));
    }
    Map<String, Integer> byPoint = new LinkedHashMap<>();
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (Conv conv : points.convolutions()) {
      int drawn = active.get(random.nextInt(active.size()));
      var point = points.readBy(conv);
      widths.put(
          conv.name(),
          point == null ? drawn : byPoint.computeIfAbsent(point.name(), name -> drawn));
    }
    return widths;
  }

  /** One width for every convolution. */
  static Map<String, Integer> uniform(QuantizationPoints points, int bits) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    points.convolutions().forEach(conv -> widths.put(conv.name(), bits));
    return widths;
  }
}
