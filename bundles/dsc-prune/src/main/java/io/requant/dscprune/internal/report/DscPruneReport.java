package io.requant.dscprune.internal.report;

import io.requant.api.report.ReportPage;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.run.Quantized;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a run, for people and for programs. */
public final class DscPruneReport {

  private final Findings findings;
  private final List<ReportSection> sections;

  /** Puts the sections together. */
  public DscPruneReport(Findings findings) {
    this.findings = findings;
    this.sections =
        List.of(
            new StageSection(findings),
            new SensitivitySection(findings),
            new SizeSection(findings),
            new SearchSection(findings),
            new QuantizationSection(findings));
  }

  /** Figures by key, in order, as JSON values. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    sections.forEach(section -> section.values(values));
    values.put("dataset", findings.origin().dataset());
    values.put("testImages", findings.origin().test());
    values.put("teacher", findings.origin().teacher());
    values.put("epochs", findings.origin().epochs());
    values.put("seed", findings.origin().seed());
    values.put("config", findings.origin().config());
    values.put("settings", findings.origin().settings());
    return values;
  }

  /** The page. */
  public String html() {
    Quantized headline = findings.headline();
    ReportPage page =
        new ReportPage("dsc-prune: " + findings.graph().name())
            .figure(
                Numbers.percent(headline.trainedTop1()),
                "of %s test images under %s: %d separable layers, %s bytes of weights, %s million multiply-adds; the network it was cut from has %s in real numbers."
                    .formatted(
                        Numbers.grouped(findings.origin().test()),
                        headline.name(),
                        findings.last().size().layers(),
                        Numbers.grouped(headline.trained().cost().weightBytes()),
                        Numbers.decimal(findings.last().size().macs() / 1e6, 2),
                        Numbers.percent(findings.stages().get(0).top1())))
            .paragraph(
                "Quoted from "
                    + PaperFigures.NAME
                    + ": "
                    + PaperFigures.SOURCE
                    + ". Ours: in colour, dotted where computed and not measured.")
            .contents();
    sections.forEach(section -> section.page(page));
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("data", findings.origin().dataset());
    origin.put("training images", findings.origin().train());
    origin.put("kept back", findings.origin().holdout());
    origin.put("test images", findings.origin().test());
    origin.put(
        "taught by",
        findings.origin().teacher().isEmpty() ? "nobody" : findings.origin().teacher());
    origin.putAll(findings.origin().config());
    origin.put("setting", findings.origin().settings());
    return page.heading("Where it came from").entries(origin).html();
  }
}
