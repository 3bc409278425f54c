package io.requant.api.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Curves over a common axis. */
public final class LineChart implements Chart {
  private static final int HEIGHT = 260;

  private final String title;
  private final String axis;
  private final double[] x;
  private final List<Series> curves = new ArrayList<>();
  private boolean points;

  /**
   * Starts a chart.
   *
   * @param title what the curves show, with the unit
   * @param axis what the horizontal axis shows
   * @param x rising positions, at least one
   */
  public LineChart(String title, String axis, double[] x) {
    this.title = title;
    this.axis = axis;
    this.x = x.clone();
  }

  /** Adds a curve with one value per position; others than finite ones are left out. */
  public LineChart curve(String name, double[] values) {
    return add(name, Series.Origin.MEASURED, values);
  }

  /** Adds a curve of values that were computed, not measured: dotted. */
  public LineChart computed(String name, double[] values) {
    return add(name, Series.Origin.COMPUTED, values);
  }

  /** Adds a curve of values that others published: dashed and grey. */
  public LineChart quoted(String name, double[] values) {
    return add(name, Series.Origin.QUOTED, values);
  }

  private LineChart add(String name, Series.Origin origin, double[] values) {
    if (values.length != x.length) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + x.length + " positions");
    }
    curves.add(Series.of(name, curves.size(), origin, values));
    return this;
  }

  /** Marks every value with a dot: for curves of few. */
  public LineChart withPoints() {
    points = true;
    return this;
  }

  @Override
  public String svg() {
    double[] finite =
        curves.stream()
            .flatMapToDouble(curve -> Arrays.stream(curve.values()))
            .filter(Double::isFinite)
            .toArray();
    Svg svg = new Svg(title, HEIGHT, curves);
    Svg.Vertical vertical =
        svg.vertical(
            Arrays.stream(finite).min().orElse(0),
            Arrays.stream(finite).max().orElse(1),
            svg.height() - Svg.BOTTOM);
    svg.draw(vertical);
    double first = x[0];
    double last = x[x.length - 1];
    double step = Svg.tickStep(first, last);
    for (double tick = Math.ceil(first / step) * step; tick <= last; tick += step) {
      svg.text(horizontal(tick), svg.height() - Svg.BOTTOM + 16, "middle", Svg.label(tick, step));
    }
    svg.axis(axis);
    for (Series curve : curves) {
      svg.add(
          "<path class=\"curve %s\" style=\"fill:none\" d=\"%s\"/>%n",
          curve.classes(), path(curve.values(), vertical));
      for (int i = 0; points && i < x.length; i++) {
        if (Double.isFinite(curve.values()[i])) {
          svg.add(
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n",
              curve.classes(), horizontal(x[i]), vertical.at(curve.values()[i]));
        }
      }
    }
    return svg.end();
  }

  /** What is not finite interrupts a curve. */
  private String path(double[] values, Svg.Vertical vertical) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        drawing = false;
        continue;
      }
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              drawing ? "L" : "M",
              horizontal(x[i]),
              vertical.at(values[i])));
      drawing = true;
    }
    return path.toString();
  }

  private double horizontal(double value) {
    double span = Math.max(1e-12, x[x.length - 1] - x[0]);
    return Svg.LEFT + (Svg.WIDTH - Svg.LEFT - Svg.RIGHT) * (value - x[0]) / span;
  }
}
