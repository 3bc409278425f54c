package io.requant.sqs.internal.report;

import io.requant.api.report.ReportPage;
import io.requant.training.BackboneInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a run, for people and for programs. */
public final class SqsReport {

  private final Findings findings;
  private final List<ReportSection> sections;

  /**
   * Computes what is not in the findings yet.
   *
   * @param input what the paper's networks would read
   */
  public SqsReport(Findings findings, BackboneInput input) {
    this.findings = findings;
    this.sections =
        List.of(
            new RatioSection(findings),
            new LayerSection(findings.run().network()),
            new AblationSection(findings),
            new TrainingSection(findings),
            new WassersteinSection(findings),
            new SceneSection(findings),
            new BackboneSection(BackboneSizes.of(input)));
  }

  /** Figures by key, in order, as JSON values. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    sections.forEach(section -> section.values(values));
    values.put("granularity", findings.origin().granularity());
    values.put("epochs", number("epochs"));
    values.put("seed", number("seed"));
    values.put("testImages", findings.origin().test());
    values.put("config", findings.origin().config());
    values.put("settings", findings.origin().settings());
    return values;
  }

  private long number(String key) {
    return Long.parseLong(findings.origin().config().get(key));
  }

  /** The page. */
  public String html() {
    ReportPage page =
        new ReportPage("sqs: " + findings.run().network().graph().name())
            .figure(
                Numbers.times(findings.run().fileRatio()),
                "smaller than its 32-bit weights, everything that a gateway needs included: "
                    + Numbers.grouped(findings.fileBytes())
                    + " bytes, "
                    + Numbers.percent(findings.top1(), 2)
                    + " of "
                    + Numbers.grouped(findings.origin().test())
                    + " test images; the float network "
                    + Numbers.percent(findings.top1Float(), 2)
                    + ".")
            .paragraph(
                "Figures and tables are numbered as in "
                    + PaperFigures.NAME
                    + " ("
                    + PaperFigures.SOURCE
                    + "). Ours: in colour. The paper's: grey, dashed or in italics.")
            .contents();
    sections.forEach(section -> section.page(page));
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("data", findings.origin().dataset());
    origin.put("training images", findings.origin().train());
    origin.put("kept back", findings.origin().holdout());
    origin.put("test images", findings.origin().test());
    origin.put("constants estimated on", findings.origin().calibration());
    origin.put("granularity", findings.origin().granularity());
    origin.putAll(findings.origin().config());
    origin.put("setting", findings.origin().settings());
    return page.heading("Where it came from").entries(origin).html();
  }
}
