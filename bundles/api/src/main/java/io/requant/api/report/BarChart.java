package io.requant.api.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bars side by side for some categories. */
public final class BarChart implements Chart {
  private static final int HEIGHT = 300;
  private static final int LABELS = 46;

  private final String title;
  private final List<String> categories;
  private final Map<String, double[]> series = new LinkedHashMap<>();

  /**
   * Starts a chart.
   *
   * @param title what the bars show, with the unit
   * @param categories what they show it for, at least one
   */
  public BarChart(String title, List<String> categories) {
    this.title = title;
    this.categories = List.copyOf(categories);
  }

  /** Adds one bar per category; others than finite ones are left out. */
  public BarChart bars(String name, double[] values) {
    if (values.length != categories.size()) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + categories.size() + " categories");
    }
    series.put(name, values.clone());
    return this;
  }

  @Override
  public String svg() {
    double[] finite =
        series.values().stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    Svg.Vertical vertical =
        Svg.Vertical.of(
            Math.min(0, Arrays.stream(finite).min().orElse(0)),
            Math.max(0, Arrays.stream(finite).max().orElse(1)),
            HEIGHT - LABELS);
    Svg svg = new Svg(title, HEIGHT);
    svg.draw(vertical);
    svg.legend(series.keySet());
    double slot = (Svg.WIDTH - Svg.LEFT - Svg.RIGHT) / (double) categories.size();
    double width = Math.max(1, 0.8 * slot / Math.max(1, series.size()));
    for (int c = 0; c < categories.size(); c++) {
      double left = Svg.LEFT + c * slot + 0.1 * slot;
      int number = 0;
      for (double[] values : series.values()) {
        if (Double.isFinite(values[c])) {
          double top = vertical.at(Math.max(0, values[c]));
          double height = Math.abs(vertical.at(0) - vertical.at(values[c]));
          svg.add(
              "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
              number, left + number * width, top, width, height);
        }
        number++;
      }
      double x = left + 0.4 * slot;
      double y = HEIGHT - LABELS - Svg.BOTTOM + 14;
      svg.add(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" transform=\"rotate(-40 %.1f %.1f)\">"
              + "%s</text>%n",
          x, y, x, y, ReportPage.escape(categories.get(c)));
    }
    return svg.end();
  }
}
