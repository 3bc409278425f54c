package io.requant.api.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers in a grid, the larger the darker. */
public final class HeatMap implements Chart {
  private static final int LEFT = 96;
  private static final int ROW = 24;
  private static final int LABELS = 66;
  private static final int TOP = 34;
  private static final double PALEST = 0.06;
  private static final double DARKEST = 0.85;

  private final String title;
  private final List<String> columns;
  private final List<String> names = new ArrayList<>();
  private final List<double[]> rows = new ArrayList<>();

  /**
   * Starts a chart.
   *
   * @param title what the numbers are, with the unit
   * @param columns names of the columns, at least one
   */
  public HeatMap(String title, List<String> columns) {
    this.title = title;
    this.columns = List.copyOf(columns);
  }

  /** Adds a row with a whole number per column; others than finite ones leave their cell empty. */
  public HeatMap row(String name, double[] values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + columns.size() + " columns");
    }
    names.add(name);
    rows.add(values.clone());
    return this;
  }

  @Override
  public String svg() {
    double[] finite =
        rows.stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    double low = Arrays.stream(finite).min().orElse(0);
    double span = Math.max(1e-9, Arrays.stream(finite).max().orElse(1) - low);
    Svg svg = new Svg(title, TOP + ROW * rows.size() + LABELS, List.of());
    double width = (Svg.WIDTH - LEFT - Svg.RIGHT) / (double) columns.size();
    for (int r = 0; r < rows.size(); r++) {
      double y = TOP + r * ROW;
      svg.text(LEFT - 8, y + 16, "end", names.get(r));
      for (int c = 0; c < columns.size(); c++) {
        double value = rows.get(r)[c];
        if (Double.isFinite(value)) {
          double x = LEFT + c * width;
          svg.add(
              "<rect class=\"cell\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\""
                  + " fill-opacity=\"%.3f\"/>%n",
              x, y, width - 1, ROW - 1, PALEST + (DARKEST - PALEST) * (value - low) / span);
          svg.text(x + width / 2, y + 16, "middle", Long.toString(Math.round(value)));
        }
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      svg.slanted(LEFT + (c + 0.5) * width + 4, TOP + ROW * rows.size() + 14, columns.get(c));
    }
    return svg.end();
  }
}
