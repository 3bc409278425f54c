package io.requant.api.report;

import java.util.Collection;
import java.util.Locale;

/** Parts that charts have in common. */
final class Svg {

  static final int WIDTH = 720;
  static final int LEFT = 52;
  static final int RIGHT = 12;
  static final int BOTTOM = 34;
  private static final int TICKS = 5;
  private static final int ONE_LINE = 34;
  private static final int LINE = 18;

  private final StringBuilder svg = new StringBuilder();
  private final int height;
  private final int top;

  /**
   * Starts a drawing with its title and legend.
   *
   * @param height of what is below the first line; a legend that does not fit beside the title adds
   *     lines to it
   */
  Svg(String title, int height, Collection<Series> legend) {
    int lines = lines(title, legend);
    this.top = ONE_LINE + lines * LINE;
    this.height = height + lines * LINE;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            this.height,
            ReportPage.escape(title)));
    add(
        "<text class=\"title\" x=\"%d\" y=\"16\">%s</text>%n",
        lines == 0 ? LEFT : 4, ReportPage.escape(title));
    legend(legend, lines);
  }

  private static double width(Series series) {
    return 7.0 * series.name().length() + 30;
  }

  /** Lines that a legend needs below the title: 0 if it fits beside it. */
  private static int lines(String title, Collection<Series> legend) {
    double all = legend.stream().mapToDouble(Svg::width).sum();
    if (LEFT + 7.0 * title.length() + 20 + all <= WIDTH - RIGHT) {
      return 0;
    }
    int lines = 1;
    double at = 0;
    for (Series series : legend) {
      if (at > 0 && at + width(series) > WIDTH - RIGHT) {
        lines++;
        at = 0;
      }
      at += width(series);
    }
    return lines;
  }

  private void legend(Collection<Series> legend, int lines) {
    double all = legend.stream().mapToDouble(Svg::width).sum();
    double at = lines == 0 ? WIDTH - RIGHT - all : 4;
    double y = lines == 0 ? 16 : 16 + LINE;
    for (Series series : legend) {
      if (at > 4 && at + width(series) > WIDTH - RIGHT + 1) {
        at = 4;
        y += LINE;
      }
      series.swatch(this, at, y - 9);
      text(at + 16, y, "start", series.name());
      at += width(series);
    }
  }

  Svg add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
    return this;
  }

  void text(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x, y, anchor, ReportPage.escape(text));
  }

  /** A text that ends at a place and comes from below left. */
  void slanted(double x, double y, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" transform=\"rotate(-40 %.1f %.1f)\">"
            + "%s</text>%n",
        x, y, x, y, ReportPage.escape(text));
  }

  /** Height of the whole drawing. */
  int height() {
    return height;
  }

  /** Where the part below title and legend begins. */
  int top() {
    return top;
  }

  /** A scale of values from bottom to top, with lines and labels. */
  record Vertical(double low, double high, double step, int top, int bottom) {

    double at(double value) {
      return bottom - (bottom - top) * (value - low) / (high - low);
    }
  }

  /** A scale that holds two values, down to a place. */
  Vertical vertical(double least, double most, int bottom) {
    double step = tickStep(least, most);
    double low = Math.floor(least / step) * step;
    double high = Math.max(low + step, Math.ceil(most / step) * step);
    return new Vertical(low, high, step, top, bottom);
  }

  void draw(Vertical axis) {
    for (double tick = axis.low(); tick <= axis.high() + axis.step() / 2; tick += axis.step()) {
      double y = axis.at(tick);
      add("<path class=\"frame\" d=\"M%d %.1fH%d\"/>%n", LEFT, y, WIDTH - RIGHT);
      text(LEFT - 6, y + 4, "end", label(tick, axis.step()));
    }
  }

  void axis(String name) {
    text(WIDTH - RIGHT, height - 4, "end", name);
  }

  String end() {
    return svg.append("</svg>\n").toString();
  }

  /** A step of 1, 2 or 5 times a power of ten that gives about {@link #TICKS} ticks. */
  static double tickStep(double low, double high) {
    double raw = Math.max(1e-9, high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double mantissa = raw / power;
    return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
  }

  static String label(double value, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    double zero = Math.abs(value) < step / 2 ? 0 : value;
    return String.format(Locale.ROOT, "%." + decimals + "f", zero);
  }
}
