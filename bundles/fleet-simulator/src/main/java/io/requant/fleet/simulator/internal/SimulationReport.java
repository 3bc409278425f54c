package io.requant.fleet.simulator.internal;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a simulation showed, as JSON and as a page.
 *
 * @param plan what was simulated
 * @param broker at which broker
 * @param assembleSeconds until the controller had heard everybody
 * @param seconds the whole of it
 * @param acts the rollouts
 * @param history violations of what must hold at any time
 * @param resources heap and processor time
 */
record SimulationReport(
    SimulationPlan plan,
    String broker,
    double assembleSeconds,
    double seconds,
    List<Act> acts,
    List<Violation> history,
    Resources resources) {

  private static final int MAX_LISTED = 100;

  /**
   * What it took.
   *
   * @param controllerHeapBytes heap that was free once the controller had ended
   * @param gatewaysHeapBytes heap that was free once the gateways had ended
   * @param controllerCpuSeconds processor time of the controller's threads
   * @param processCpuSeconds processor time of the whole process
   * @param broker what the broker took, as far as it is known
   */
  record Resources(
      long controllerHeapBytes,
      long gatewaysHeapBytes,
      double controllerCpuSeconds,
      double processCpuSeconds,
      Map<String, Object> broker) {}

  /** All violations, of the histories and of the accounts. */
  List<Violation> violations() {
    return Stream.concat(
            history.stream(), acts.stream().flatMap(act -> act.account().violations().stream()))
        .toList();
  }

  /** Whether nothing is wrong. */
  boolean good() {
    Act good = acts.get(0);
    return violations().isEmpty()
        && good.result().end() == Staged.End.COMPLETED
        && acts.stream()
            .skip(1)
            .allMatch(
                bad ->
                    bad.result().end() == Staged.End.ROLLED_BACK
                        && bad.result().waves() == 1
                        && bad.affected() <= bad.firstWave());
  }

  /** Entries of the JSON report. */
  Map<String, Object> entries() {
    Act good = acts.get(0);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("broker", broker);
    json.put("gateways", plan.gateways());
    json.put("waves", plan.waves());
    json.put("shares", plan.shares());
    json.put("faults", plan.faults().entries());
    json.put("converged", good.account().converged());
    json.put("explained", good.account().explained());
    json.put("unaccounted", acts.stream().mapToInt(a -> a.account().unaccounted()).sum());
    json.put("desiredPublishes", good.messages().ring());
    json.put("seconds", round(good.seconds()));
    json.put("violations", violations().size());
    json.put("controllerHeapBytesPerGateway", resources.controllerHeapBytes() / plan.gateways());
    json.put("gatewayHeapBytesPerGateway", resources.gatewaysHeapBytes() / plan.gateways());
    json.put("controllerCpuSeconds", round(resources.controllerCpuSeconds()));
    json.put("processCpuSeconds", round(resources.processCpuSeconds()));
    json.put("brokerUsage", resources.broker());
    json.put("assembleSeconds", round(assembleSeconds));
    json.put("totalSeconds", round(seconds));
    json.put("rollouts", acts.stream().map(SimulationReport::entries).toList());
    json.put(
        "violationList",
        violations().stream()
            .limit(MAX_LISTED)
            .map(
                v ->
                    Map.of(
                        "gateway", v.gateway(),
                        "invariant", v.invariant().name(),
                        "message", v.message()))
            .toList());
    json.put("good", good());
    return json;
  }

  private static Map<String, Object> entries(Act act) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", act.name());
    json.put("policy", act.policy());
    json.put("end", act.result().end().name());
    json.put("reason", act.result().reason());
    json.put("waves", act.result().waves());
    json.put("waveSeconds", act.result().waveSeconds().stream().map(v -> round(v)).toList());
    json.put("seconds", round(act.seconds()));
    json.put("converged", act.account().converged());
    json.put("explained", act.account().explained());
    json.put("unaccounted", act.account().unaccounted());
    json.put("reasons", act.account().reasons());
    json.put("firstWave", act.firstWave());
    json.put("affected", act.affected());
    json.put("desiredPublishes", act.messages().ring());
    json.put("reminders", act.messages().gateway());
    json.put("resyncs", act.messages().resync());
    json.put("reports", act.messages().reports());
    json.put("presences", act.messages().presences());
    json.put("messageBytes", act.messages().bytes());
    json.put("controllerCpuSeconds", round(act.controllerCpuSeconds()));
    Map<String, Integer> faults = new LinkedHashMap<>();
    act.faults().forEach((kind, count) -> faults.put(kind.word(), count));
    json.put("faultsHappened", faults);
    return json;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** The page. */
  String html(Map<String, Object> header) {
    Act good = acts.get(0);
    ReportPage page =
        new ReportPage("Fleet simulation: %d gateways".formatted(plan.gateways()))
            .figure(
                String.format(
                    Locale.ROOT,
                    "%d of %d",
                    good.account().converged() + good.account().explained(),
                    plan.gateways()),
                "gateways accounted for after the rollout in "
                    + plan.waves()
                    + " waves; violations of what must hold: "
                    + violations().size());
    page.paragraph(
        "Every gateway is the real agent on a real MQTT 5 connection; its pipeline, disk, clock and"
            + " network are simulated. A seed decides who is slow, wrong or away and which faults"
            + " happen; when exactly they happen depends on the machine too.");
    for (Act act : acts) {
      page.heading("Rollout of " + act.policy() + " (" + act.name() + ")")
          .paragraph(act.result().end() + ". " + act.result().reason())
          .chart(
              chart(act),
              "Gateways that compute with the policy, by what they really do, every quarter of a"
                  + " second.");
      Map<String, Object> entries = entries(act);
      page.entries(entries);
    }
    page.heading("What it took").entries(resourceRows());
    page.heading("Violations");
    if (violations().isEmpty()) {
      page.paragraph("None.");
    } else {
      List<List<String>> rows = new ArrayList<>();
      violations().stream()
          .limit(MAX_LISTED)
          .forEach(v -> rows.add(List.of(v.gateway(), v.invariant().name(), v.message())));
      page.table(List.of("gateway", "invariant", "what happened"), rows);
    }
    return page.heading("Run").entries(header).html();
  }

  private static LineChart chart(Act act) {
    double[] x = act.timeline().stream().mapToDouble(Act.Point::seconds).toArray();
    double[] y = act.timeline().stream().mapToDouble(Act.Point::running).toArray();
    return new LineChart("gateways that run " + act.policy(), "seconds since the order", x)
        .curve("gateways", y);
  }

  private Map<String, Object> resourceRows() {
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("until all gateways were heard, s", round(assembleSeconds));
    rows.put(
        "controller: heap per gateway, bytes", resources.controllerHeapBytes() / plan.gateways());
    rows.put("controller: processor time, s", round(resources.controllerCpuSeconds()));
    rows.put(
        "simulated gateway: heap each, bytes", resources.gatewaysHeapBytes() / plan.gateways());
    rows.put("whole process: processor time, s", round(resources.processCpuSeconds()));
    rows.put("broker", broker);
    resources.broker().forEach((key, value) -> rows.put("broker: " + key, value));
    return rows;
  }
}
