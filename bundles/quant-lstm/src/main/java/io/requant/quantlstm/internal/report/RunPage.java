package io.requant.quantlstm.internal.report;

import io.requant.api.report.ReportPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of a run: what came of it, then section by section. */
public final class RunPage {

  private RunPage() {}

  /**
   * Writes the page.
   *
   * @param head entries of the report that belong to no section
   * @param sections in the order of the page
   */
  public static String of(Map<String, Object> head, List<ReportSection> sections) {
    ReportPage page =
        new ReportPage("quant-lstm: " + head.get("network"))
            .figure(
                Numbers.percent(head.get("top1")),
                "of the test images under "
                    + head.get("headlinePolicy")
                    + "; the float network "
                    + Numbers.percent(head.get("top1Float"))
                    + ". One set of weights serves all policies below.")
            .paragraph(
                "Figures and tables are numbered as in "
                    + PaperFigures.NAME
                    + " ("
                    + PaperFigures.SOURCE
                    + "). Ours: solid and in colour. Computed, not measured: dotted. The paper's:"
                    + " grey, dashed or in italics.")
            .contents();
    sections.forEach(section -> section.page(page));
    Map<String, Object> origin = new LinkedHashMap<>(head);
    origin.keySet().removeAll(List.of("network", "headlinePolicy", "images"));
    return page.heading("Where it came from").entries(origin).html();
  }
}
