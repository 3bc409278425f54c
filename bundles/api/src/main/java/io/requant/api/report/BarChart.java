package io.requant.api.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Bars side by side for some categories. */
public final class BarChart implements Chart {
  private static final int HEIGHT = 300;
  private static final int LEAST_LABELS = 46;
  private static final int MOST_LABELS = 110;
  private static final double LETTER = 6.2;

  private final String title;
  private final List<String> categories;
  private final List<Series> series = new ArrayList<>();
  private double mark = Double.NaN;
  private boolean labelled;

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
    check(name, values);
    series.add(Series.of(name, series.size(), Series.Origin.MEASURED, values));
    return this;
  }

  /**
   * Adds one bar per category with the interval that its value lies in.
   *
   * @param low lower ends, by category
   * @param high upper ends
   */
  public BarChart bars(String name, double[] values, double[] low, double[] high) {
    check(name, values);
    check(name, low);
    check(name, high);
    series.add(Series.of(name, series.size(), Series.Origin.MEASURED, values).within(low, high));
    return this;
  }

  /** Adds bars of values that others published: pale with a dashed border. */
  public BarChart quoted(String name, double[] values) {
    check(name, values);
    series.add(Series.of(name, series.size(), Series.Origin.QUOTED, values));
    return this;
  }

  /** Draws a line at a value that the bars are to be compared with. */
  public BarChart mark(double value) {
    mark = value;
    return this;
  }

  /** Writes every value above its bar: for few bars. */
  public BarChart withValues() {
    labelled = true;
    return this;
  }

  private void check(String name, double[] values) {
    if (values.length != categories.size()) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + categories.size() + " categories");
    }
  }

  @Override
  public String svg() {
    double slot = (Svg.WIDTH - Svg.LEFT - Svg.RIGHT) / (double) categories.size();
    boolean flat = categories.stream().allMatch(name -> LETTER * name.length() < slot);
    int longest = categories.stream().mapToInt(String::length).max().orElse(0);
    // Slanted by 40 degrees, a letter takes about four units of height.
    int labels = flat ? 0 : Math.max(LEAST_LABELS, Math.min(MOST_LABELS, 4 * longest));
    Svg svg = new Svg(title, HEIGHT - LEAST_LABELS + labels, series);
    double[] ends = ends().filter(Double::isFinite).toArray();
    int bottom = svg.height() - Svg.BOTTOM - labels;
    Svg.Vertical vertical =
        svg.vertical(
            Math.min(0, DoubleStream.of(ends).min().orElse(0)),
            Math.max(0, DoubleStream.of(ends).max().orElse(1)),
            bottom);
    svg.draw(vertical);
    double width = Math.max(1, 0.8 * slot / Math.max(1, series.size()));
    for (int c = 0; c < categories.size(); c++) {
      double left = Svg.LEFT + c * slot + 0.1 * slot;
      for (int s = 0; s < series.size(); s++) {
        bar(svg, vertical, series.get(s), c, left + s * width, width);
      }
      double x = left + 0.4 * slot;
      if (flat) {
        svg.text(x, bottom + 16, "middle", categories.get(c));
      } else {
        svg.slanted(x, bottom + 14, categories.get(c));
      }
    }
    if (Double.isFinite(mark)) {
      svg.add(
          "<path class=\"mark\" d=\"M%d %.1fH%d\"/>%n",
          Svg.LEFT, vertical.at(mark), Svg.WIDTH - Svg.RIGHT);
    }
    return svg.end();
  }

  private DoubleStream ends() {
    return DoubleStream.concat(
        DoubleStream.of(mark),
        series.stream()
            .flatMap(s -> Stream.of(s.values(), s.low(), s.high()))
            .filter(Objects::nonNull)
            .flatMapToDouble(DoubleStream::of));
  }

  private void bar(
      Svg svg, Svg.Vertical vertical, Series series, int category, double x, double width) {
    double value = series.values()[category];
    if (!Double.isFinite(value)) {
      return;
    }
    svg.add(
        "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
        series.classes(),
        x,
        vertical.at(Math.max(0, value)),
        width,
        Math.abs(vertical.at(0) - vertical.at(value)));
    double peak = Math.max(0, value);
    if (series.low() != null
        && Double.isFinite(series.low()[category])
        && Double.isFinite(series.high()[category])) {
      peak = Math.max(peak, series.high()[category]);
      double middle = x + width / 2;
      double high = vertical.at(series.high()[category]);
      double low = vertical.at(series.low()[category]);
      svg.add(
          "<path class=\"whisker\" d=\"M%.1f %.1fV%.1fM%.1f %.1fh5M%.1f %.1fh5\"/>%n",
          middle, high, low, middle - 2.5, high, middle - 2.5, low);
    }
    if (labelled) {
      svg.text(x + width / 2, vertical.at(peak) - 5, "middle", label(value));
    }
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
  }
}
