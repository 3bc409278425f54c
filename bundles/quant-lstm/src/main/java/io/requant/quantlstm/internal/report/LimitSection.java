package io.requant.quantlstm.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import io.requant.quantlstm.internal.measure.LimitedTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Fig. 18 of paper 1: time of an image over limits of the processor, with adaptation and without.
 */
public final class LimitSection implements ReportSection {

  private static final String QUOTA =
      "in periods of "
          + LimitedTimes.PERIOD_NANOS / 1_000_000
          + " ms the inferring thread may use its share of the processor time, then it is put to"
          + " sleep until the next period, as the quota of a control group does";

  private final DeviceFigures device;

  /** Shows what was measured. */
  public LimitSection(DeviceFigures device) {
    this.device = device;
  }

  private Policy adapted(LimitedTimes limit) {
    return device.policies().get(device.byLevel().get(ResourceLevel.ofShare(limit.share())));
  }

  private Policy fixed() {
    return device.policies().get(0);
  }

  /** Time of an image if it went with bit operations, in milliseconds. */
  double computed(LimitedTimes limit) {
    return limit.fixed().median() * adapted(limit).cost().bops() / fixed().cost().bops();
  }

  /**
   * Time at the whole processor under the fixed policy: what the chart's times are multiples of.
   */
  private double unit() {
    return device.limits().get(device.limits().size() - 1).fixed().median();
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("machine", device.machine());
    figure.put("quota", QUOTA);
    List<Map<String, Object>> limits = new ArrayList<>();
    for (LimitedTimes limit : device.limits()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("share", limit.share());
      entry.put("heldShare", limit.held());
      entry.put("policy", adapted(limit).name());
      entry.put("fixedMillis", limit.fixed().values());
      entry.put("adaptedMillis", limit.adapted().values());
      entry.put("adaptedToFixed", limit.ratio().values());
      entry.put("computedFromBopsMillis", computed(limit));
      limits.add(entry);
    }
    figure.put("limits", limits);
    report.put("figure18", figure);
  }

  @Override
  public void page(ReportPage page) {
    List<LimitedTimes> limits = device.limits();
    LineChart chart =
        new LineChart(
                "Time of an image, as a multiple of " + fixed().name() + " with a whole processor",
                "share of one processor, %",
                limits.stream().mapToDouble(limit -> 100 * limit.share()).toArray())
            .withPoints()
            .curve(fixed().name() + " throughout", multiples(limit -> limit.fixed().median()))
            .curve("adapted", multiples(limit -> limit.adapted().median()))
            .computed("adapted, if bit operations were time", multiples(this::computed))
            .quoted(PaperFigures.NAME + ", ResNet38 (Table 2)", quoted());
    List<List<String>> rows = new ArrayList<>();
    for (LimitedTimes limit : limits) {
      rows.add(
          List.of(
              Numbers.decimal(100 * limit.share(), 0),
              Numbers.decimal(100 * limit.held(), 1),
              adapted(limit).name(),
              Numbers.decimal(limit.fixed().median(), 2),
              Numbers.decimal(limit.adapted().median(), 2),
              "%s (%s to %s)"
                  .formatted(
                      Numbers.decimal(limit.ratio().median(), 2),
                      Numbers.decimal(limit.ratio().p25(), 2),
                      Numbers.decimal(limit.ratio().p75(), 2)),
              Numbers.decimal(computed(limit), 2)));
    }
    page.heading("Fig. 18: time of an image over limits of the processor")
        .paragraph(
            "How it was limited: "
                + QUOTA
                + ". Adapted: the policy that the gate of the levels chooses for the share; both"
                + " in turns, waiting included.")
        .chart(
            chart,
            device.caption()
                + ". Dotted: computed, not measured: what hardware would take whose time goes with"
                + " bit operations. Grey: "
                + PaperFigures.NAME
                + "'s times of its levels, of its own level 100.")
        .table(
            List.of(
                "share, %",
                "held, %",
                "adapted to",
                fixed().name() + ", ms",
                "adapted, ms",
                "adapted / " + fixed().name() + " (quartiles)",
                "by bit operations, ms"),
            rows)
        .paragraph(finding());
  }

  /** Whether adapting made anything faster here, if that can be said. */
  String finding() {
    long unbound = device.limits().stream().filter(limit -> !limit.bound()).count();
    if (unbound > 0) {
      return "The machine was too busy: at %d of %d limits other programs, not the limit, held the thread back. These times say nothing about precision; measure again on an idle machine."
          .formatted(unbound, device.limits().size());
    }
    LimitedTimes tightest = device.limits().get(0);
    double ratio = tightest.ratio().median();
    if (tightest.ratio().p75() < 1) {
      return "Under the tightest limit the adapted policy takes %s of the time of %s."
          .formatted(Numbers.percent(ratio), fixed().name());
    }
    return "Under the tightest limit the adapted policy takes %s of the time of %s: this backend does not compute faster with fewer bits. Adapting pays where time goes with the width, as the dotted curve does."
        .formatted(Numbers.percent(ratio), fixed().name());
  }

  private double[] multiples(ToDoubleFunction<LimitedTimes> millis) {
    return device.limits().stream().mapToDouble(l -> millis.applyAsDouble(l) / unit()).toArray();
  }

  private double[] quoted() {
    return device.limits().stream()
        .mapToDouble(
            limit ->
                PaperFigures.TABLE_2.stream()
                    .filter(row -> row.network().equals("ResNet38"))
                    .filter(row -> row.percent() == Math.round(100 * limit.share()))
                    .mapToDouble(row -> row.millis() / row.rich().millis())
                    .findFirst()
                    .orElse(Double.NaN))
        .toArray();
  }
}
