package io.requant.quantlstm.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.policy.Cost;
import io.requant.quantlstm.internal.gate.LstmGate;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.LayerCosts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fig. 17 of paper 1: what the gate costs beside the network. */
public final class GateSection implements ReportSection {

  private static final int FLOAT_BYTES = 4;

  private final TrainedGate trained;
  private final Graph graph;
  private final Parts parts;

  /**
   * What the gate costs as parts of the network's costs, 0..1.
   *
   * @param ofEightBits its bytes of those of all weights at 8 bits
   * @param ofFloats of those of all weights as floats
   * @param macs its multiply-adds of the network's
   * @param macsOfLayers of those of the layers that it chooses for: what it costs a block
   */
  record Parts(double ofEightBits, double ofFloats, double macs, double macsOfLayers) {

    static Parts of(long gateBytes, long gateMacs, Cost network, long weights, long layerMacs) {
      return new Parts(
          gateBytes / (double) network.weightBytes(),
          gateBytes / (double) (weights * FLOAT_BYTES),
          gateMacs / (double) network.macs(),
          gateMacs / (double) layerMacs);
    }
  }

  /** Counts. */
  public GateSection(TrainedGate trained, LayerCosts costs) {
    this.trained = trained;
    this.graph = costs.graph();
    long weights = graph.parametricLayers().stream().mapToLong(layer -> layer.weightCount()).sum();
    Cost network = CostModel.uniform(graph, 8, 8);
    long layers = network.macs() - costs.fixed().macs();
    parts = Parts.of(trained.gate().bytes(), trained.gate().macs(), network, weights, layers);
  }

  @Override
  public void values(Map<String, Object> report) {
    LstmGate gate = trained.gate();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("parameters", gate.parameterCount());
    values.put("bytes", gate.bytes());
    values.put("bytesToEightBitWeights", parts.ofEightBits());
    values.put("bytesToFloatWeights", parts.ofFloats());
    values.put("macs", gate.macs());
    values.put("macsToNetwork", parts.macs());
    values.put("macsToGatedLayers", parts.macsOfLayers());
    values.put("paperMemoryPercent", PaperFigures.FIGURE_17);
    values.put("paperMacsOfBlockPercent", PaperFigures.GATE_OF_BLOCK);
    values.put("options", gate.options().stream().map(Object::toString).toList());
    values.put("images", trained.images());
    values.put("crossEntropyAllImages", trained.levelLoss());
    if (Double.isFinite(trained.imageLoss())) {
      values.put("crossEntropySingleImages", trained.imageLoss());
    }
    trained
        .tuning()
        .ifPresent(
            tuning -> {
              values.put("gumbelEpochs", tuning.epochs());
              values.put("gumbelImages", tuning.images());
              values.put("gumbelLoss", tuning.loss());
              values.put("gumbelSeconds", tuning.seconds());
            });
    report.put("gate", values);
  }

  @Override
  public void page(ReportPage page) {
    List<String> names =
        new ArrayList<>(List.of(graph.name() + ", 8 bits", graph.name() + ", floats"));
    List<Double> quoted = new ArrayList<>(List.of(Double.NaN, Double.NaN));
    PaperFigures.FIGURE_17.forEach(
        (name, percent) -> {
          names.add(name);
          quoted.add(percent);
        });
    double[] own = new double[names.size()];
    Arrays.fill(own, Double.NaN);
    own[0] = 100 * parts.ofEightBits();
    own[1] = 100 * parts.ofFloats();
    LstmGate gate = trained.gate();
    page.heading("Fig. 17: what the gate costs")
        .paragraph(
            "An LSTM that looks at the mean of every channel that a layer reads and at the level,"
                + " and says how likely each option of the layer is. A policy is the most likely"
                + " choice within the budget, over "
                + trained.images()
                + " training images.")
        .chart(
            new BarChart("Memory of the gate, % of the weights", names)
                .bars("ours", own)
                .quoted(PaperFigures.NAME, quoted.stream().mapToDouble(d -> d).toArray()),
            Numbers.grouped(gate.parameterCount())
                + " parameters, "
                + Numbers.grouped(gate.bytes())
                + " bytes. The paper does not say of which weights its percentages are.")
        .table(List.of("what", "gate", "network", "part, %"), own(), quotedRows());
  }

  private List<List<String>> own() {
    LstmGate gate = trained.gate();
    String bytes = Numbers.grouped(gate.bytes()) + " bytes";
    String macs = Numbers.grouped(gate.macs()) + " MAC";
    return List.of(
        List.of("memory", bytes, "weights at 8 bits", percent(parts.ofEightBits())),
        List.of("memory", bytes, "weights as floats", percent(parts.ofFloats())),
        List.of("operations", macs, "layers that it chooses for", percent(parts.macsOfLayers())),
        List.of("operations", macs, "all layers", percent(parts.macs())));
  }

  private static List<List<String>> quotedRows() {
    List<List<String>> rows = new ArrayList<>();
    PaperFigures.FIGURE_17.forEach(
        (name, percent) ->
            rows.add(List.of("memory, " + PaperFigures.NAME, "-", name, Double.toString(percent))));
    rows.add(
        List.of(
            "operations, " + PaperFigures.NAME,
            "-",
            "a block",
            Double.toString(PaperFigures.GATE_OF_BLOCK)));
    return rows;
  }

  private static String percent(double part) {
    return Numbers.decimal(100 * part, 3);
  }
}
