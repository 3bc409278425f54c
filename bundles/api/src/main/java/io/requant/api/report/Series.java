package io.requant.api.report;

/**
 * What a chart draws in one colour.
 *
 * @param name for the legend
 * @param colour 0..7 of the page's colours; not used for what is quoted
 * @param origin where the values come from
 * @param values by position or category
 * @param low lower ends of intervals, or null
 * @param high upper ends, or null
 */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared
record Series(
    String name, int colour, Origin origin, double[] values, double[] low, double[] high) {

  private static final int COLOURS = 8;

  /** Where values come from; each has a look of its own. */
  enum Origin {
    /** Measured by the run: solid, in colour. */
    MEASURED,
    /** Computed, not measured: dotted or pale, in colour. */
    COMPUTED,
    /** Published by others: dashed or hatched, grey. */
    QUOTED
  }

  static Series of(String name, int number, Origin origin, double[] values) {
    return new Series(name, number % COLOURS, origin, values.clone(), null, null);
  }

  Series within(double[] least, double[] most) {
    return new Series(name, colour, origin, values, least.clone(), most.clone());
  }

  /** Classes of the page's style sheet. */
  String classes() {
    return switch (origin) {
      case MEASURED -> "c" + colour;
      case COMPUTED -> "computed c" + colour;
      case QUOTED -> "quoted";
    };
  }

  void swatch(Svg svg, double x, double y) {
    svg.add(
        "<rect class=\"bar %s\" x=\"%.0f\" y=\"%.0f\" width=\"10\" height=\"10\"/>%n",
        classes(), x, y);
  }
}
