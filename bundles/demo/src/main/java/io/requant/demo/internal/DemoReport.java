package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a demo run showed.
 *
 * @param status the gateway's status at the end
 * @param journal the gateway's journal at the end
 * @param pushes policies pushed
 * @param swaps changes of the backend's bundle
 * @param adaptation how the gateway followed its resources; empty if no load was shown
 * @param readySeconds from the start of the gateway's process to its first result
 * @param rssMegabytes resident memory of the gateway at the end, in MiB
 * @param peakRssMegabytes the most that it ever was; compiling new revisions takes it
 */
record DemoReport(
    JsonNode status,
    JsonNode journal,
    List<Tour.PushNote> pushes,
    List<Tour.SwapNote> swaps,
    Optional<AdaptationNote> adaptation,
    double readySeconds,
    double rssMegabytes,
    double peakRssMegabytes) {

  /**
   * Whether every frame is accounted for, none was given up, every policy was taken, and the
   * gateway followed its resources as it was allowed to.
   */
  boolean good() {
    JsonNode ledger = status.get("ledger");
    return ledger.get("balanced").asBoolean()
        && ledger.get("lost").asLong() == 0
        && ledger.get("shed").asLong() == 0
        && pushes.stream().allMatch(Tour.PushNote::activated)
        && adaptation.stream().allMatch(AdaptationNote::good);
  }

  /** As entries of a JSON report. */
  Map<String, Object> entries() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ledger", status.get("ledger"));
    List<Map<String, Object>> policies = new ArrayList<>();
    for (Tour.PushNote push : pushes) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", push.name());
      entry.put("activated", push.activated());
      entry.put("messageBytes", push.messageBytes());
      entry.put("activationMillis", push.activationMillis());
      entry.put("shadowMillis", push.shadowMillis());
      entry.put("top1", top1(push.name()));
      entry.put("labelledFrames", account(push.name(), "labelled"));
      policies.add(entry);
    }
    report.put("policies", policies);
    report.put("swaps", swaps);
    report.put("adaptation", adaptation.map(AdaptationNote::entries).orElse(null));
    report.put("engineChanges", journal.get("changes"));
    report.put("latencyMicros", Map.of("p50", micros("p50Micros"), "p99", micros("p99Micros")));
    report.put("worstGapMillis", micros("worstGapMicros") / 1e3);
    report.put("readySeconds", readySeconds);
    report.put("rssMegabytes", rssMegabytes);
    report.put("peakRssMegabytes", peakRssMegabytes);
    return report;
  }

  private long micros(String key) {
    return status.get(key).asLong();
  }

  private long account(String policy, String key) {
    JsonNode account = journal.get("policies").get(policy);
    return account == null ? 0 : account.get(key).asLong();
  }

  private Double top1(String policy) {
    long labelled = account(policy, "labelled");
    return labelled == 0 ? null : (double) account(policy, "correct") / labelled;
  }

  /** Prints it as tables. */
  void print(PrintWriter out) {
    JsonNode ledger = status.get("ledger");
    out.printf(
        Locale.ROOT,
        "%nframes     in %d = inferred %d + shed %d + in flight %d; lost %d%s%n",
        ledger.get("in").asLong(),
        ledger.get("inferred").asLong(),
        ledger.get("shed").asLong(),
        ledger.get("inFlight").asLong(),
        ledger.get("lost").asLong(),
        ledger.get("balanced").asBoolean() ? "" : "  NOT BALANCED");
    out.printf(
        Locale.ROOT,
        "inference  p50 %d us, p99 %d us; longest gap between two results %.0f ms%n",
        micros("p50Micros"),
        micros("p99Micros"),
        micros("worstGapMicros") / 1e3);
    out.printf(
        Locale.ROOT,
        "gateway    ready after %.1f s, %.0f MB (at most %.0f)%n%n",
        readySeconds,
        rssMegabytes,
        peakRssMegabytes);
    out.println(
        "policy    activated  message bytes  activation ms  beside old ms  top-1 on its frames");
    for (Tour.PushNote push : pushes) {
      Double top1 = top1(push.name());
      out.printf(
          Locale.ROOT,
          "%-9s %-10s %13d %14.0f %14.0f  %s%n",
          push.name(),
          push.activated() ? "yes" : "NO",
          push.messageBytes(),
          push.activationMillis(),
          push.shadowMillis(),
          top1 == null
              ? "unknown"
              : String.format(
                  Locale.ROOT, "%.1f %% of %d", 100 * top1, account(push.name(), "labelled")));
    }
    out.println(
        "(top-1 of the frames played, in 16-bit colours; bundles/demo/README.md compares it with the test set)");
    out.printf(Locale.ROOT, "%n%-20s %-10s %-12s%n", "swap", "gap ms", "frames lost");
    for (Tour.SwapNote swap : swaps) {
      out.printf(
          Locale.ROOT, "%-20s %-10.0f %-12d%n", swap.how(), swap.gapMillis(), swap.framesLost());
    }
    adaptation.ifPresent(note -> note.print(out));
    out.flush();
  }
}
