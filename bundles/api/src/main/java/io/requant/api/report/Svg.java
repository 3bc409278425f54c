package io.requant.api.report;

import java.util.Locale;

/** Parts that charts have in common. */
final class Svg {

  static final int WIDTH = 720;
  static final int LEFT = 52;
  static final int RIGHT = 12;
  static final int TOP = 34;
  static final int BOTTOM = 34;
  private static final int TICKS = 5;

  private final StringBuilder svg = new StringBuilder();
  private final int height;

  Svg(String title, int height) {
    this.height = height;
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n"
            .formatted(WIDTH, height, ReportPage.escape(title)));
    text(LEFT, 16, "start", title);
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

  /** A scale of values from bottom to top, with lines and labels. */
  record Vertical(double low, double high, double step, int height) {

    static Vertical of(double least, double most, int height) {
      double step = tickStep(least, most);
      double low = Math.floor(least / step) * step;
      return new Vertical(low, Math.max(low + step, Math.ceil(most / step) * step), step, height);
    }

    double at(double value) {
      return height - BOTTOM - (height - TOP - BOTTOM) * (value - low) / (high - low);
    }
  }

  void draw(Vertical axis) {
    for (double tick = axis.low(); tick <= axis.high() + axis.step() / 2; tick += axis.step()) {
      double y = axis.at(tick);
      add("<path class=\"frame\" d=\"M%d %.1fH%d\"/>%n", LEFT, y, WIDTH - RIGHT);
      text(LEFT - 6, y + 4, "end", label(tick, axis.step()));
    }
  }

  /** Names of curves or bars, from the right. */
  void legend(Iterable<String> names) {
    double at = WIDTH - RIGHT;
    int number = 0;
    for (String name : names) {
      at -= 8.0 * name.length() + 20;
      add("<rect class=\"c%d\" x=\"%.0f\" y=\"8\" width=\"9\" height=\"9\"/>%n", number, at);
      text(at + 13, 17, "start", name);
      number++;
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
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
