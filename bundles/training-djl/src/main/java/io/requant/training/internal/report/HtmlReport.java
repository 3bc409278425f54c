package io.requant.training.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.training.EpochRecord;
import io.requant.training.TrainingConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A page with the curves of a run and where it came from. */
public final class HtmlReport {

  private HtmlReport() {}

  /**
   * The page of a run that is measured.
   *
   * @param summary report entries without the history; nested maps become nested rows
   * @param history one record per epoch, at least one
   */
  static String of(Map<String, Object> summary, List<EpochRecord> history) {
    ReportPage page =
        new ReportPage(summary.get("backbone") + " on " + nested(summary, "dataset", "name"))
            .figure(
                String.format(Locale.ROOT, "%.2f %%", 100 * (Double) summary.get("top1")),
                "of the %s test images, measured once, with the %s weights, which the hold-out chose; %s."
                    .formatted(
                        nested(summary, "dataset", "testImages"),
                        summary.get("selected"),
                        summary.get("state")));
    return charts(page, history).heading("Where it came from").entries(summary).html();
  }

  /**
   * The page of a run that goes on, or did when it was stopped.
   *
   * @param backbone name of the network
   * @param dataset name of the data set
   * @param config of the run
   * @param history one record per epoch so far, at least one
   */
  public static String running(
      String backbone, String dataset, TrainingConfig config, List<EpochRecord> history) {
    EpochRecord last = history.get(history.size() - 1);
    ReportPage page =
        new ReportPage(backbone + " on " + dataset)
            .figure(
                "epoch %d of %d".formatted(last.epoch(), config.epochs()),
                String.format(
                    Locale.ROOT,
                    "finished when this page was written. Hold-out: last weights %.2f %%, averaged"
                        + " %.2f %% of %d images; the test images are not used before the end.",
                    100 * last.holdoutAccuracy(),
                    100 * last.averageHoldoutAccuracy(),
                    config.holdout()));
    return charts(page, history).heading("Configuration").entries(config.asMap()).html();
  }

  private static ReportPage charts(ReportPage page, List<EpochRecord> history) {
    return page.chart(
            chart("Accuracy, %", history)
                .curve("training batches", values(history, r -> 100 * r.trainAccuracy()))
                .curve("hold-out, last weights", values(history, r -> 100 * r.holdoutAccuracy()))
                .curve(
                    "hold-out, averaged", values(history, r -> 100 * r.averageHoldoutAccuracy())))
        .chart(chart("Loss, nats", history).curve("training", values(history, EpochRecord::loss)))
        .chart(
            chart("Learning rate", history)
                .curve("end of the epoch", values(history, EpochRecord::rate)));
  }

  private static LineChart chart(String title, List<EpochRecord> history) {
    return new LineChart(title, "epoch", values(history, EpochRecord::epoch));
  }

  private static double[] values(List<EpochRecord> history, ToDoubleFunction<EpochRecord> of) {
    return history.stream().mapToDouble(of).toArray();
  }

  private static Object nested(Map<String, Object> map, String outer, String inner) {
    return ((Map<?, ?>) map.get(outer)).get(inner);
  }
}
