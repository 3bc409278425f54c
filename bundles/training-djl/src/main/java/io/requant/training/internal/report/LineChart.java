package io.requant.training.internal.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Curves over a common axis, drawn as SVG. Colours come from the page's classes c0, c1, c2. */
final class LineChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 34;
  private static final int BOTTOM = 34;
  private static final int TICKS = 5;

  private final String title;
  private final String axis;
  private final double[] x;
  private final Map<String, double[]> curves = new LinkedHashMap<>();

  /**
   * Starts a chart.
   *
   * @param title what the curves show, with the unit
   * @param axis what the horizontal axis shows
   * @param x rising positions, at least one
   */
  LineChart(String title, String axis, double[] x) {
    this.title = title;
    this.axis = axis;
    this.x = x.clone();
  }

  /** Adds a curve with one value per position; others than finite ones are left out. */
  LineChart curve(String name, double[] values) {
    if (values.length != x.length) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + x.length + " positions");
    }
    curves.put(name, values.clone());
    return this;
  }

  /** The drawing. */
  String svg() {
    double[] finite =
        curves.values().stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    double low = Arrays.stream(finite).min().orElse(0);
    double high = Arrays.stream(finite).max().orElse(1);
    double step = tickStep(low, high);
    low = Math.floor(low / step) * step;
    high = Math.max(low + step, Math.ceil(high / step) * step);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n"
            .formatted(WIDTH, HEIGHT, HtmlReport.escape(title)));
    text(svg, LEFT, 16, "start", title);
    for (double tick = low; tick <= high + step / 2; tick += step) {
      double y = vertical(tick, low, high);
      svg.append(
          String.format(
              Locale.ROOT, "<path class=\"frame\" d=\"M%d %.1fH%d\"/>%n", LEFT, y, WIDTH - RIGHT));
      text(svg, LEFT - 6, y + 4, "end", label(tick, step));
    }
    double xStep = Math.max(1, tickStep(x[0], x[x.length - 1]));
    for (double tick = Math.ceil(x[0] / xStep) * xStep; tick <= x[x.length - 1]; tick += xStep) {
      text(svg, horizontal(tick), HEIGHT - BOTTOM + 16, "middle", label(tick, xStep));
    }
    text(svg, WIDTH - RIGHT, HEIGHT - 4, "end", axis);
    int number = 0;
    double legend = WIDTH - RIGHT;
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
      svg.append(path(curve.getValue(), number, low, high));
      legend -= 8.0 * curve.getKey().length() + 20;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"c%d\" x=\"%.0f\" y=\"8\" width=\"9\" height=\"9\"/>%n",
              number,
              legend));
      text(svg, legend + 13, 17, "start", curve.getKey());
      number++;
    }
    return svg.append("</svg>\n").toString();
  }

  private String path(double[] values, int number, double low, double high) {
    StringBuilder points = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        drawing = false;
        continue;
      }
      points.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              drawing ? "L" : "M",
              horizontal(x[i]),
              vertical(values[i], low, high)));
      drawing = true;
    }
    return "<path class=\"curve c%d\" style=\"fill:none\" d=\"%s\"/>%n".formatted(number, points);
  }

  private double horizontal(double value) {
    double span = Math.max(1e-12, x[x.length - 1] - x[0]);
    return LEFT + (WIDTH - LEFT - RIGHT) * (value - x[0]) / span;
  }

  private static double vertical(double value, double low, double high) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low);
  }

  /** A step of 1, 2 or 5 times a power of ten that gives about {@link #TICKS} ticks. */
  private static double tickStep(double low, double high) {
    double raw = Math.max(1e-9, high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double mantissa = raw / power;
    return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
  }

  private static String label(double value, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            HtmlReport.escape(text)));
  }
}
