package io.requant.quantlstm.internal.report;

import io.requant.api.gate.GateRequest;
import io.requant.api.report.ReportPage;
import io.requant.api.report.Spread;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.level.LevelGate;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import io.requant.quantlstm.internal.measure.FeatureMaps;
import io.requant.quantlstm.internal.search.Budget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table 2 of paper 1: what each level of the resources costs and is worth. */
public final class LevelTable implements ReportSection {

  private final Findings findings;
  private final Optional<DeviceFigures> device;
  private final List<Row> rows;

  /**
   * What a level costs and is worth.
   *
   * @param level the level
   * @param policy what a gateway runs at it
   * @param activationBytes least memory of the feature maps
   */
  record Row(ResourceLevel level, Policy policy, long activationBytes) {

    /** Accuracy on the test images, 0..1. */
    double top1() {
      return policy.accuracy().map(measured -> measured.top1()).orElse(Double.NaN);
    }

    /** Whether the policy was made for the level. */
    boolean own() {
      return policy.name().equals(LevelBudgets.policy(level));
    }
  }

  /**
   * Makes the table.
   *
   * @param device times, if they were measured
   */
  public LevelTable(Findings findings, Optional<DeviceFigures> device) {
    this.findings = findings;
    this.device = device;
    rows = new ArrayList<>();
    for (ResourceLevel level : ResourceLevel.values()) {
      Policy policy =
          new LevelGate()
              .select(new GateRequest(findings.shared().network(), findings.policies(), level));
      long bytes = FeatureMaps.peakBytes(Program.of(findings.shared().network(), policy));
      rows.add(new Row(level, policy, bytes));
    }
    rows.sort(Comparator.comparing(Row::level).reversed());
  }

  /** The levels, the richest first. */
  List<Row> rows() {
    return List.copyOf(rows);
  }

  private Budget eight() {
    return LevelBudgets.full(findings.shared().graph(), SharedNetwork.OUTER_BITS);
  }

  private double loss(Row row) {
    return 100 * (rows.get(0).top1() - row.top1());
  }

  private Optional<Integer> engine(Row row) {
    return device.map(figures -> figures.byLevel().get(row.level()));
  }

  private Optional<Spread> millis(Row row) {
    return device.map(figures -> figures.times().of(engine(row).orElseThrow()).times(1e-3));
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("ours", rows.stream().map(this::values).toList());
    table.put("paper", PaperFigures.TABLE_2);
    table.put("source", PaperFigures.SOURCE + ", Table 2");
    device.ifPresent(figures -> table.put("machine", figures.machine()));
    report.put("table2", table);
  }

  private Map<String, Object> values(Row row) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("level", row.level().percent());
    entry.put("policy", row.policy().name());
    entry.put("weightBytes", row.policy().cost().weightBytes());
    entry.put("weightBytesToEightBits", weightPart(row));
    entry.put("bops", row.policy().cost().bops());
    entry.put("bopsToEightBits", row.policy().cost().bops() / (double) eight().bops());
    entry.put("activationBytes", row.activationBytes());
    entry.put("top1", row.top1());
    entry.put("lossPoints", loss(row));
    millis(row).ifPresent(spread -> entry.put("millis", spread.values()));
    device.ifPresent(
        figures -> {
          int engine = engine(row).orElseThrow();
          entry.put("timeToEightBits", figures.times().ratio(engine, 0).values());
          entry.put("engineBytes", figures.engines().get(engine).bytes());
        });
    return entry;
  }

  private double weightPart(Row row) {
    return row.policy().cost().weightBytes() / (double) eight().bytes();
  }

  @Override
  public void page(ReportPage page) {
    List<List<String>> own = new ArrayList<>();
    for (Row row : rows) {
      own.add(
          List.of(
              findings.network() + " (ours)",
              Integer.toString(row.level().percent()),
              row.policy().name(),
              Numbers.decimal(row.policy().cost().weightBytes() / 1e6, 3),
              Numbers.decimal(100 * weightPart(row), 1),
              Numbers.decimal(row.activationBytes() / 1e3, 1),
              millis(row).map(spread -> Numbers.decimal(spread.median(), 2)).orElse("-"),
              Numbers.decimal(100 * row.top1(), 2),
              Numbers.decimal(loss(row), 2)));
    }
    page.heading("Table 2: four levels of resources")
        .table(
            List.of(
                "network",
                "level, %",
                "policy",
                "weights, MB",
                "of 8 bits, %",
                "activations, KB",
                "ms an image",
                "top-1, %",
                "loss, points"),
            own,
            PaperFigures.TABLE_2.stream().map(LevelTable::quoted).toList())
        .paragraph(caption());
  }

  private static List<String> quoted(PaperFigures.Level row) {
    return List.of(
        row.network() + " (" + PaperFigures.NAME + ")",
        Integer.toString(row.percent()),
        "-",
        Numbers.decimal(row.weightMegabytes(), 1),
        Numbers.decimal(100 * row.weightMegabytes() / row.rich().weightMegabytes(), 1),
        Numbers.decimal(row.activationKilobytes(), 1),
        Numbers.decimal(row.millis(), 1),
        Numbers.decimal(row.top1(), 1),
        Numbers.decimal(row.loss(), 1));
  }

  private String caption() {
    double half = 100 * Numbers.half95(rows.get(0).top1(), findings.images().test());
    StringBuilder text = new StringBuilder(400);
    text.append("Ours: ")
        .append(findings.testCaption())
        .append(", 95 % interval \u00b1 ")
        .append(Numbers.decimal(half, 2))
        .append(
            " points. Loss: against level 100 of the same network. Activations: the least memory"
                + " that holds the feature maps which live at once, packed at their widths; the"
                + " paper does not say how it counts. Grey: ")
        .append(PaperFigures.NAME)
        .append(
            " on CIFAR-10 and a Raspberry Pi 4B (its networks are deeper than ours; percentages are"
                + " of its own level 100). ");
    device.ifPresent(
        figures ->
            text.append(figures.caption())
                .append("; times in turns, median of ")
                .append(figures.times().rounds())
                .append(" rounds. "));
    rows.stream()
        .filter(row -> !row.own())
        .forEach(
            row ->
                text.append("No policy is within the budget of level ")
                    .append(row.level().percent())
                    .append(": the gate of the levels takes ")
                    .append(row.policy().name())
                    .append(" there. "));
    return text.toString().strip();
  }
}
