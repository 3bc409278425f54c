package io.requant.training.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.training.EpochRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A page with the curves of a run and where it came from. */
final class HtmlReport {

  private HtmlReport() {}

  /**
   * Writes the page.
   *
   * @param summary report entries without the history; nested maps become nested rows
   * @param history one record per epoch, at least one
   */
  static String of(Map<String, Object> summary, List<EpochRecord> history) {
    return new ReportPage(summary.get("backbone") + " on " + nested(summary, "dataset", "name"))
        .figure(
            String.format(Locale.ROOT, "%.2f %%", 100 * (Double) summary.get("top1")),
            "of the %s test images, measured once, with the %s weights, which the hold-out chose."
                .formatted(nested(summary, "dataset", "testImages"), summary.get("selected")))
        .chart(
            chart("Accuracy, %", history)
                .curve("training batches", values(history, r -> 100 * r.trainAccuracy()))
                .curve("hold-out, last weights", values(history, r -> 100 * r.holdoutAccuracy()))
                .curve(
                    "hold-out, averaged", values(history, r -> 100 * r.averageHoldoutAccuracy())))
        .chart(chart("Loss, nats", history).curve("training", values(history, EpochRecord::loss)))
        .chart(
            chart("Learning rate", history)
                .curve("end of the epoch", values(history, EpochRecord::rate)))
        .heading("Where it came from")
        .entries(summary)
        .html();
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
