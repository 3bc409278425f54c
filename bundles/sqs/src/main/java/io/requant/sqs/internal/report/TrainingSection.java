package io.requant.sqs.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.training.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Fig. 5: the curve of the training; its last quarter is the fine-tuning under a frozen mask. */
final class TrainingSection implements ReportSection {

  private static final double FROZEN = 0.75;

  private final List<EpochRecord> history;
  private final Findings.Origin origin;

  TrainingSection(Findings findings) {
    this.history = findings.run().history();
    this.origin = findings.origin();
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> epochs = new ArrayList<>();
    for (EpochRecord record : history) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("epoch", record.epoch());
      entry.put("loss", record.loss());
      entry.put("holdout", record.holdoutAccuracy());
      entry.put("averageHoldout", record.averageHoldoutAccuracy());
      entry.put("imagesPerSecond", record.imagesPerSecond());
      epochs.add(entry);
    }
    report.put("history", epochs);
  }

  @Override
  public void page(ReportPage page) {
    page.heading("Training and fine-tuning (Fig. 5)")
        .chart(
            curves(history),
            "Sparsity rises over the first 60 % of the epochs; each layer has one width from 65 % on"
                + " and its mask from 75 %% on. %s images kept back from training."
                    .formatted(Numbers.grouped(origin.holdout())));
    List<EpochRecord> fine =
        history.stream().filter(r -> r.epoch() > FROZEN * history.size()).toList();
    if (fine.size() > 1) {
      page.chart(curves(fine), "The same under the frozen mask alone.");
    }
  }

  private static LineChart curves(List<EpochRecord> epochs) {
    return new LineChart("Accuracy on the hold-out, %", "epoch", each(epochs, EpochRecord::epoch))
        .curve("weights", each(epochs, r -> 100 * r.holdoutAccuracy()))
        .curve("averaged weights", each(epochs, r -> 100 * r.averageHoldoutAccuracy()));
  }

  private static double[] each(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    return epochs.stream().mapToDouble(value).toArray();
  }
}
