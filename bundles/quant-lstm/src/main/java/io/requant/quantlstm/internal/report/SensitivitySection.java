package io.requant.quantlstm.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.HeatMap;
import io.requant.api.report.ReportPage;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Conv;
import io.requant.model.policy.Policy;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much each layer minds fewer bits, and the bits that it was given for that. */
public final class SensitivitySection implements ReportSection {

  private static final int[] SHOWN = {4, 3, 2};

  private final Findings findings;

  /** Shows what was measured. */
  public SensitivitySection(Findings findings) {
    this.findings = findings;
  }

  private List<Conv> layers() {
    return findings.costs().layers();
  }

  private double divergence(int layer, int option) {
    return findings.ways().sensitivities()[layer][option];
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> entries = new ArrayList<>();
    List<Option> options = findings.costs().options();
    for (int l = 0; l < layers().size(); l++) {
      Map<String, Object> divergences = new LinkedHashMap<>();
      for (int o = 0; o < options.size(); o++) {
        divergences.put(options.get(o).toString(), divergence(l, o));
      }
      Map<String, Object> bits = new LinkedHashMap<>();
      for (Policy policy : findings.policies()) {
        bits.put(policy.name(), widths(policy, layers().get(l).name()).toString());
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", layers().get(l).name());
      entry.put("weights", layers().get(l).weightCount());
      entry.put("divergences", divergences);
      entry.put("bits", bits);
      entries.add(entry);
    }
    report.put("layers", entries);
  }

  /** Widths of a layer under a policy: of its weights, and of what it reads. */
  private Option widths(Policy policy, String layer) {
    return CostModel.table(findings.shared().graph(), policy.layers()).stream()
        .filter(cost -> cost.layer().equals(layer))
        .findFirst()
        .map(cost -> new Option(cost.weightBits(), cost.inputBits()))
        .orElseThrow();
  }

  @Override
  public void page(ReportPage page) {
    List<String> names = layers().stream().map(Conv::name).toList();
    BarChart chart = new BarChart("Divergence, thousandths of a nat", names);
    for (int bits : SHOWN) {
      int option = findings.costs().options().indexOf(Option.of(bits));
      if (option >= 0) {
        double[] bars = new double[names.size()];
        for (int l = 0; l < bars.length; l++) {
          bars[l] = 1000 * divergence(l, option);
        }
        chart.bars(bits + " bits", bars);
      }
    }
    HeatMap weights = new HeatMap("Bits of the weights, by level", names);
    HeatMap reads = new HeatMap("Bits of what the layer reads, by level", names);
    for (Policy policy : findings.policies()) {
      if (policy.name().startsWith("level-")) {
        List<Option> widths = names.stream().map(name -> widths(policy, name)).toList();
        weights.row(policy.name(), widths.stream().mapToDouble(Option::weightBits).toArray());
        reads.row(policy.name(), widths.stream().mapToDouble(Option::activationBits).toArray());
      }
    }
    page.heading("Bits of each layer, and why")
        .paragraph(
            "How far the network's answers move when one layer alone gets fewer bits, weights and"
                + " what it reads: mean Kullback-Leibler divergence from the answers at "
                + findings.full()
                + ". Layers"
                + " with high bars keep their bits longest; the knapsack weighs this against what"
                + " the layer costs.")
        .chart(chart, findings.sensitivityCaption())
        .chart(weights, "Policies of the levels, as the hold-out preferred them.")
        .chart(reads, "The same policies. " + findings.streams());
  }
}
