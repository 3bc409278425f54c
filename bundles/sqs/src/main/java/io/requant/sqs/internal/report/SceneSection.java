package io.requant.sqs.internal.report;

import io.requant.api.report.ReportPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Table 4's question: can a network for four classes be smaller than one for ten? */
final class SceneSection implements ReportSection {

  private final Findings findings;

  SceneSection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    findings
        .scenes()
        .ifPresent(
            scenes -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("images", scenes.train());
              entry.put("testImages", scenes.test());
              entry.put("top1Float", scenes.top1Float());
              entry.put("top1", scenes.top1());
              entry.put("fileBytes", scenes.run().fileBytes());
              entry.put("fileRatio", scenes.run().fileRatio());
              entry.put("nominalRatio", scenes.run().network().nominalRatio());
              entry.put("sparsity", scenes.run().sparsity());
              entry.put("bits", scenes.run().bits());
              report.put("scenes", entry);
            });
  }

  @Override
  public void page(ReportPage page) {
    page.heading("Four classes like remote sensing (Table 4)");
    if (findings.scenes().isEmpty()) {
      page.paragraph("Not trained in this run; --also scenes does.");
      return;
    }
    Findings.Scenes scenes = findings.scenes().get();
    page.paragraph(
            "The paper's images (ship, land, sea, cloud) are private. Ours are photographs: ship of"
                + " CIFAR-10; plain, sea and cloud of CIFAR-100; "
                + Numbers.grouped(scenes.train())
                + " to train with and "
                + Numbers.grouped(scenes.test())
                + " to test. They answer the question whether four classes need less than ten, not"
                + " how well satellites see.")
        .table(
            List.of("network", "points lost", "sparsity", "bits", "nominal", "file", "bytes"),
            List.of(
                List.of(
                    findings.run().network().graph().name() + ", ours",
                    Numbers.decimal(100 * (scenes.top1Float() - scenes.top1()), 2),
                    Numbers.percent(scenes.run().sparsity(), 2),
                    Numbers.decimal(scenes.run().bits(), 2),
                    Numbers.times(scenes.run().network().nominalRatio()),
                    Numbers.times(scenes.run().fileRatio()),
                    Numbers.grouped(scenes.run().fileBytes()))),
            PaperFigures.SCENES.stream()
                .map(
                    row ->
                        List.of(
                            row.name() + ", " + PaperFigures.NAME,
                            "-",
                            "-",
                            "-",
                            Numbers.times(row.ratio()),
                            "-",
                            "-"))
                .toList())
        .paragraph(
            "Accuracy in floats %s, in integers %s."
                .formatted(
                    Numbers.percent(scenes.top1Float(), 2), Numbers.percent(scenes.top1(), 2)));
  }
}
