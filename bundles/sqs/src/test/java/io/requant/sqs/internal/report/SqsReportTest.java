package io.requant.sqs.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.training.BackboneInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqsReportTest {

  private static final BackboneInput CIFAR =
      new BackboneInput(
          new Shape(32, 32, 3),
          Normalisation.identity(3),
          IntStream.range(0, 10).mapToObj(Integer::toString).toList());

  @Test
  void pageAndValuesHoldEverySectionWithEveryBackbone() {
    SqsReport report = new SqsReport(SampleRun.findings(List.of(), Optional.empty()), CIFAR);
    Map<String, Object> values = report.values();
    assertThat(values)
        .containsKeys(
            "top1Float",
            "top1",
            "fileBytes",
            "fp32Bytes",
            "nominalRatio",
            "fileRatio",
            "layers",
            "history",
            "wasserstein",
            "backbones",
            "seed",
            "epochs");
    List<?> backbones = (List<?>) values.get("backbones");
    assertThat(backbones).hasSize(7);
    for (Object entry : backbones) {
      Map<?, ?> size = (Map<?, ?>) entry;
      // What a ratio promises a file never keeps, but more than a third of it.
      double part = (Double) size.get("fileRatio") / (Double) size.get("nominalRatio");
      assertThat(part).as("%s", size.get("network")).isBetween(0.33, 1.0);
    }
    assertThat(report.html())
        .contains("Fig. 3", "Fig. 4", "Fig. 5", "Fig. 6", "Table 4", "MobileNetV2")
        .contains("all &lt;others&gt;");
  }
}
