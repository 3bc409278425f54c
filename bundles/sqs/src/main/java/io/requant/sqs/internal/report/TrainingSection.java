package io.requant.sqs.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.training.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Fig. 5: the curve of the training; its last quarter is the fine-tuning under a frozen mask. */
final class TrainingSection implements ReportSection {

  private static final double FROZEN = 0.75;

  private final List<EpochRecord> history;
  private final int searched;
  private final Findings.Origin origin;

  TrainingSection(Findings findings) {
    this.history = findings.run().history();
    this.searched = findings.run().searched();
    this.origin = findings.origin();
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> epochs = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      EpochRecord record = history.get(i);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("epoch", i + 1);
      entry.put("fineTune", i >= searched);
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
            curves(0),
            "Sparsity rises over the first 60 %% of %d epochs; each layer has one width from 65 %% on"
                    .formatted(searched)
                + " and its mask from 75 %% on. %s images kept back from training."
                    .formatted(Numbers.grouped(origin.holdout())));
    int fine = (int) (FROZEN * searched);
    if (history.size() - fine > 1) {
      page.chart(
          curves(fine),
          history.size() > searched
              ? "The same under the frozen mask alone; after epoch %d with a learning rate of its own."
                  .formatted(searched)
              : "The same under the frozen mask alone.");
    }
  }

  /** All epochs after some. */
  private LineChart curves(int first) {
    List<EpochRecord> shown = history.subList(first, history.size());
    double[] epochs = IntStream.range(first, history.size()).mapToDouble(i -> i + 1).toArray();
    return new LineChart("Accuracy on the hold-out, %", "epoch", epochs)
        .curve("weights", each(shown, r -> 100 * r.holdoutAccuracy()))
        .curve("averaged weights", each(shown, r -> 100 * r.averageHoldoutAccuracy()));
  }

  private static double[] each(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    return epochs.stream().mapToDouble(value).toArray();
  }
}
