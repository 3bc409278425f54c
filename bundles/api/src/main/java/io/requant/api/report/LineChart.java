package io.requant.api.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Curves over a common axis. */
public final class LineChart implements Chart {
  private static final int HEIGHT = 260;

  private final String title;
  private final String axis;
  private final double[] x;
  private final Map<String, double[]> curves = new LinkedHashMap<>();
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
    if (values.length != x.length) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + x.length + " positions");
    }
    curves.put(name, values.clone());
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
        curves.values().stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    Svg.Vertical vertical =
        Svg.Vertical.of(
            Arrays.stream(finite).min().orElse(0), Arrays.stream(finite).max().orElse(1), HEIGHT);
    Svg svg = new Svg(title, HEIGHT);
    svg.draw(vertical);
    double first = x[0];
    double last = x[x.length - 1];
    double step = Svg.tickStep(first, last);
    for (double tick = Math.ceil(first / step) * step; tick <= last; tick += step) {
      svg.text(horizontal(tick), HEIGHT - Svg.BOTTOM + 16, "middle", Svg.label(tick, step));
    }
    svg.axis(axis);
    svg.legend(curves.keySet());
    int number = 0;
    for (double[] values : curves.values()) {
      svg.add(
          "<path class=\"curve c%d\" style=\"fill:none\" d=\"%s\"/>%n",
          number, path(values, vertical));
      for (int i = 0; points && i < values.length; i++) {
        if (Double.isFinite(values[i])) {
          svg.add(
              "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n",
              number, horizontal(x[i]), vertical.at(values[i]));
        }
      }
      number++;
    }
    return svg.end();
  }

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
