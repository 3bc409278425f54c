package io.requant.sqs.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.report.ReportPage;
import io.requant.sqs.internal.run.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SectionsTest {

  private static Map<String, Object> values(ReportSection section) {
    Map<String, Object> values = new LinkedHashMap<>();
    section.values(values);
    return values;
  }

  private static String page(ReportSection section) {
    ReportPage page = new ReportPage("test");
    section.page(page);
    return page.html();
  }

  private static Findings findings() {
    return SampleRun.findings(List.of(), Optional.empty());
  }

  @Test
  void theHeadHasWhatEveryCompressionReports() {
    Map<String, Object> values = values(new RatioSection(findings()));
    assertThat(values)
        .containsEntry("top1", 0.9012)
        .containsEntry("top1Float", 0.9222)
        .containsEntry("fileBytes", 700L)
        .containsEntry("fp32Bytes", 4L * (216 + 576 + 16));
    // A quarter of the weights is kept with 3 bits.
    assertThat((Double) values.get("nominalRatio")).isCloseTo(32 / (3 * 0.25), within(0.1));
    assertThat(page(new RatioSection(findings())))
        .contains("ResNet20, paper 2", "72.0x", "VGG16", "SQL", "quoted")
        .contains("smallest file within the tolerance");
  }

  @Test
  void everyLayerIsShownWithBothRatios() {
    LayerSection section = new LayerSection(findings().run().network());
    assertThat((List<?>) values(section).get("layers")).hasSize(3);
    assertThat(page(section)).contains("body", "75.00 %", "in the file");
  }

  @Test
  void whatWasNotTrainedIsSaidSo() {
    assertThat(page(new AblationSection(findings()))).contains("--also ablation");
    assertThat(page(new SceneSection(findings()))).contains("--also scenes");
    assertThat(values(new AblationSection(findings()))).isEmpty();
    assertThat(values(new SceneSection(findings()))).isEmpty();
  }

  @Test
  void theAblationSaysWhetherJointTrainingWasBetter() {
    assertThat(ablation(0.90, 0.89, 0.88).verdict()).contains("was better");
    assertThat(ablation(0.90, 0.91, 0.88).verdict()).contains("was not better");
    assertThat(ablation(0.90, 0.90, 0.88).verdict()).contains("was not better");
    assertThat(page(ablation(0.90, 0.89, 0.88))).contains("pruning only", "quantization only");
  }

  private static AblationSection ablation(double joint, double pruned, double quantized) {
    return new AblationSection(
        SampleRun.findings(
            List.of(
                SampleRun.run(Variant.JOINT, 700, joint),
                SampleRun.run(Variant.PRUNED, 705, pruned),
                SampleRun.run(Variant.QUANTIZED, 710, quantized)),
            Optional.empty()));
  }

  @Test
  void theSceneSetIsNamedAsWhatItIs() {
    Findings findings =
        SampleRun.findings(
            List.of(),
            Optional.of(
                new Findings.Scenes(
                    SampleRun.run(Variant.JOINT, 350, 0.9), 2000, 400, 0.95, 0.94)));
    assertThat(page(new SceneSection(findings)))
        .contains("photographs", "CIFAR-100", "241.8x", "1.00");
    assertThat(values(new SceneSection(findings))).containsKey("scenes");
  }

  @Test
  void theCurveEndsWithTheFrozenMask() {
    assertThat(page(new TrainingSection(findings()))).contains("under the frozen mask alone");
    assertThat((List<?>) values(new TrainingSection(findings())).get("history")).hasSize(8);
  }

  @Test
  void distancesAreThoseOfOrderStatistics() {
    assertThat(Wasserstein.distance(new float[] {1, 3, 2}, new float[] {4, 2, 3}))
        .isCloseTo(1, within(1e-9));
    float[] weights = new float[1000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i - 499.5f) / 500;
    }
    double fine = Wasserstein.of(weights, 0, 8);
    double coarse = Wasserstein.of(weights, 0, 3);
    double sparse = Wasserstein.of(weights, 0.9, 3);
    assertThat(fine).isLessThan(0.01);
    assertThat(coarse).isBetween(fine, sparse);
  }

  @Test
  void fixedAndAdaptiveDistancesAreThereForEveryLayer() {
    Map<?, ?> all = (Map<?, ?>) values(new WassersteinSection(findings())).get("wasserstein");
    assertThat((List<?>) all.get("layers")).hasSize(3);
    assertThat(page(new WassersteinSection(findings()))).contains("adaptive", "fixed");
  }

  @Test
  void thePapersRatiosFollowFromItsOwnSparsitiesAndWidths() {
    for (PaperFigures.Row row : PaperFigures.CIFAR_10) {
      double formula = 32 / (row.bits() * (1 - row.sparsity() / 100));
      assertThat(formula).as(row.network()).isCloseTo(row.ratio(), within(0.05 * row.ratio()));
    }
  }
}
