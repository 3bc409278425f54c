package io.requant.quantlstm.internal.report;

import io.requant.api.report.ReportPage;
import java.util.List;
import java.util.Map;

/** Widths chosen for every image by itself against the gate's static ones. */
public final class ImageSection implements ReportSection {

  private final String dataset;
  private final int images;
  private final List<Map<String, Object>> budgets;

  /**
   * Shows what was measured.
   *
   * @param dataset name of the data set
   * @param images images of the hold-out
   * @param budgets one entry per budget, as in {@code report.json}
   */
  public ImageSection(String dataset, int images, List<Map<String, Object>> budgets) {
    this.dataset = dataset;
    this.images = images;
    this.budgets = List.copyOf(budgets);
  }

  @Override
  public void values(Map<String, Object> report) {
    report.put("perImage", budgets);
  }

  @Override
  public void page(ReportPage page) {
    page.heading("Widths for every image by itself")
        .paragraph(
            "The gate sees what each layer of an image reads and chooses on the way. %,d hold-out images of %s; points and their 95 %% interval by paired bootstrap against the gate's static choice."
                .formatted(images, dataset))
        .table(
            List.of(
                "budget",
                "static",
                "per image",
                "points",
                "95 %",
                "mean bit operations to static",
                "different choices",
                "gate, multiply-adds"),
            budgets.stream().map(ImageSection::row).toList());
  }

  private static List<String> row(Map<String, Object> entry) {
    return List.of(
        Numbers.decimal(100 * number(entry, "part"), 0) + " %",
        Numbers.percent(entry.get("staticTop1")),
        Numbers.percent(entry.get("top1")),
        Numbers.signed(number(entry, "points")),
        Numbers.signed(number(entry, "low95")) + " to " + Numbers.signed(number(entry, "high95")),
        Numbers.decimal(number(entry, "meanBops") / number(entry, "staticBops"), 3),
        Numbers.grouped((long) number(entry, "choices")),
        Numbers.grouped((long) number(entry, "gateMacs")));
  }

  private static double number(Map<String, Object> entry, String key) {
    return ((Number) entry.get(key)).doubleValue();
  }
}
