package io.requant.training.internal.report;

import io.requant.training.EpochRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A page with the curves of a run and where it came from; it needs no other file. */
final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
        padding: 0 1rem; }
      svg { width: 100%; height: auto; }
      svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
      svg .frame { stroke: currentColor; stroke-opacity: 0.25; fill: none; }
      svg .curve { fill: none; stroke-width: 1.8; }
      .c0 { stroke: #2f6fd0; fill: #2f6fd0; } .c1 { stroke: #d0662f; fill: #d0662f; }
      .c2 { stroke: #2f9e60; fill: #2f9e60; }
      table { border-collapse: collapse; width: 100%; }
      th { text-align: left; font-weight: 600; vertical-align: top; padding-right: 1rem; }
      td, th { border-bottom: 1px solid #8884; padding: 0.2rem 0.4rem; }
      td { overflow-wrap: anywhere; }
      .figure { font-size: 2rem; font-weight: 600; }
      """;

  private HtmlReport() {}

  /**
   * Writes the page.
   *
   * @param summary report entries without the history; nested maps become nested rows
   * @param history one record per epoch, at least one
   */
  static String of(Map<String, Object> summary, List<EpochRecord> history) {
    String title = summary.get("backbone") + " on " + nested(summary, "dataset", "name");
    StringBuilder page = new StringBuilder(1 << 14);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>")
        .append(escape(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escape(title))
        .append("</h1>\n")
        .append("<p><span class=\"figure\">")
        .append(percent((Double) summary.get("top1")))
        .append("</span> of the ")
        .append(nested(summary, "dataset", "testImages"))
        .append(" test images, measured once, with the ")
        .append(summary.get("selected"))
        .append(" weights, which the hold-out chose.</p>\n");
    page.append(
        chart("Accuracy, %", history)
            .curve("training batches", values(history, r -> 100 * r.trainAccuracy()))
            .curve("hold-out, last weights", values(history, r -> 100 * r.holdoutAccuracy()))
            .curve("hold-out, averaged", values(history, r -> 100 * r.averageHoldoutAccuracy()))
            .svg());
    page.append(
        chart("Loss, nats", history).curve("training", values(history, EpochRecord::loss)).svg());
    page.append(
        chart("Learning rate", history)
            .curve("end of the epoch", values(history, EpochRecord::rate))
            .svg());
    page.append("<h2>Where it came from</h2>\n<table>\n");
    rows(page, "", summary);
    return page.append("</table>\n</body>\n</html>\n").toString();
  }

  private static LineChart chart(String title, List<EpochRecord> history) {
    return new LineChart(title, "epoch", values(history, EpochRecord::epoch));
  }

  private static double[] values(List<EpochRecord> history, ToDoubleFunction<EpochRecord> of) {
    return history.stream().mapToDouble(of).toArray();
  }

  private static void rows(StringBuilder page, String prefix, Map<?, ?> entries) {
    entries.forEach(
        (key, value) -> {
          String name = prefix + key;
          if (value instanceof Map<?, ?> nested) {
            rows(page, name + " ", nested);
          } else {
            page.append("<tr><th scope=\"row\">")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(String.valueOf(value)))
                .append("</td></tr>\n");
          }
        });
  }

  private static Object nested(Map<String, Object> map, String outer, String inner) {
    return ((Map<?, ?>) map.get(outer)).get(inner);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * part);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
