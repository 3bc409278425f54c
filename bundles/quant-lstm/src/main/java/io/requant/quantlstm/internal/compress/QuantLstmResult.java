package io.requant.quantlstm.internal.compress;

import io.requant.api.method.CompressionReport;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.cost.CostModel;
import io.requant.model.cost.LayerCost;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.gate.GateCodec;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run came to, as files: a model for gateways, one for the lab, a page, and figures. */
final class QuantLstmResult {

  private static final String LAB = "-lab";
  private static final String PAGE = "report.html";

  /** The policy whose accuracy and cost a one-line summary names. */
  private static final String HEADLINE = "level-50";

  private static final int FP32 = 32;

  private final QuantLstmSettings settings;
  private final Model source;
  private final SharedNetwork shared;
  private final LayerCosts costs;
  private final double[][] sensitivities;
  private final Optional<TrainedGate> gate;
  private final List<Comparison> comparisons;
  private final Map<ResourceLevel, Comparison> levels;
  private final List<Policy> policies;

  QuantLstmResult(
      QuantLstmSettings settings,
      Model source,
      SharedNetwork shared,
      LayerCosts costs,
      double[][] sensitivities,
      Optional<TrainedGate> gate,
      List<Comparison> comparisons,
      Map<ResourceLevel, Comparison> levels,
      List<Policy> policies) {
    this.settings = settings;
    this.source = source;
    this.shared = shared;
    this.costs = costs;
    this.sensitivities = sensitivities;
    this.gate = gate;
    this.comparisons = List.copyOf(comparisons);
    this.levels = levels;
    this.policies = List.copyOf(policies);
  }

  CompressionReport write(Path directory) throws IOException {
    Map<String, String> provenance = new TreeMap<>(source.provenance());
    provenance.put("method", QuantLstmMethod.NAME);
    provenance.put("methodSettings", settings.decisive());
    Model lab =
        new Model(
            source.floats(),
            Optional.of(shared),
            Optional.of(shared.network()),
            policies,
            gate.map(trained -> GateCodec.encode(trained.gate()))
                .filter(bytes -> bytes.length <= Model.MAX_GATE),
            provenance);
    String name = shared.graph().name();
    Path slim = directory.resolve(name + ModelFile.EXTENSION);
    ModelFile.write(lab, directory.resolve(name + LAB + ModelFile.EXTENSION));
    ModelFile.write(lab.forGateways(), slim);
    Map<String, Object> values = values(Files.size(slim));
    Path page = directory.resolve(PAGE);
    Files.writeString(
        page,
        QuantLstmPage.of(
            shared, costs, sensitivities, gate, comparisons, levels, policies, values));
    return new CompressionReport(slim, page, values);
  }

  private Map<String, Object> values(long fileBytes) {
    Policy headline =
        policies.stream()
            .filter(policy -> policy.name().equals(HEADLINE))
            .findFirst()
            .orElse(policies.get(0));
    long weights = 0;
    long parameters = 0;
    for (Parametric layer : shared.graph().parametricLayers()) {
      weights += layer.weightCount();
      parameters += layer.weightCount() + layer.outChannels();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("network", shared.graph().name());
    values.put("top1Float", number(source.provenance().get("top1")));
    values.put("top1", top1(headline));
    values.put("headlinePolicy", headline.name());
    values.put("fileBytes", fileBytes);
    values.put("fp32Bytes", parameters * FP32 / 8);
    values.put("nominalRatio", weights * FP32 / 8.0 / headline.cost().weightBytes());
    values.put("fileRatio", parameters * FP32 / 8.0 / fileBytes);
    values.put("epochs", settings.epochs());
    values.put("config", settings.training());
    values.put("policies", policies.stream().map(QuantLstmResult::policy).toList());
    values.put("layers", layers());
    gate.ifPresent(trained -> values.put("gate", GateFigures.costs(trained, shared.graph())));
    values.put("comparisons", comparisons.stream().map(this::comparison).toList());
    values.put("levels", levels.entrySet().stream().map(this::level).toList());
    return values;
  }

  private static Object number(String text) {
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null; // a provenance is free text
    }
  }

  private static Double top1(Policy policy) {
    return policy.accuracy().map(measured -> measured.top1()).orElse(null);
  }

  private static Map<String, Object> policy(Policy policy) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", policy.name());
    entry.put("top1", top1(policy));
    entry.put("bops", policy.cost().bops());
    entry.put("weightBytes", policy.cost().weightBytes());
    entry.put("digest", policy.digest().hex());
    return entry;
  }

  private List<Map<String, Object>> layers() {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (int l = 0; l < costs.layers().size(); l++) {
      String name = costs.layers().get(l).name();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", name);
      entry.put("weights", costs.layers().get(l).weightCount());
      Map<String, Object> divergences = new LinkedHashMap<>();
      for (int o = 0; o < costs.options().size(); o++) {
        divergences.put(costs.options().get(o).toString(), sensitivities[l][o]);
      }
      entry.put("divergences", divergences);
      Map<String, Object> bits = new LinkedHashMap<>();
      for (Policy policy : policies) {
        bits.put(policy.name(), widths(policy, name).toString());
      }
      entry.put("bits", bits);
      layers.add(entry);
    }
    return layers;
  }

  /** Widths of a layer under a policy: of its weights, and of what it reads. */
  Option widths(Policy policy, String layer) {
    return widths(shared, policy, layer);
  }

  static Option widths(SharedNetwork shared, Policy policy, String layer) {
    List<LayerPolicy> entries = policy.layers();
    return CostModel.table(shared.graph(), entries).stream()
        .filter(cost -> cost.layer().equals(layer))
        .findFirst()
        .map((LayerCost cost) -> new Option(cost.weightBits(), cost.inputBits()))
        .orElseThrow();
  }

  private Map<String, Object> level(Map.Entry<ResourceLevel, Comparison> level) {
    Map<String, Object> entry = comparison(level.getValue());
    entry.put("policy", LevelBudgets.policy(level.getKey()));
    level.getValue().best().ifPresent(best -> entry.put("chosenBy", best.way()));
    return entry;
  }

  private Map<String, Object> comparison(Comparison comparison) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("part", comparison.part());
    entry.put("bops", comparison.budget().bops());
    entry.put("bytes", comparison.budget().bytes());
    for (Comparison.Entry way : comparison.entries()) {
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("top1Holdout", way.top1());
      found.put("divergence", way.divergence());
      found.put("bops", way.bops());
      found.put("bytes", way.bytes());
      entry.put(way.way(), found);
    }
    if (!comparison.gateAgainst().isEmpty()) {
      entry.put("gateAgainst", GateFigures.against(comparison));
    }
    return entry;
  }
}
