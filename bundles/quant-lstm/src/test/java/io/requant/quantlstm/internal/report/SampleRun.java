package io.requant.quantlstm.internal.report;

import io.requant.api.backend.EngineInfo;
import io.requant.api.report.Spread;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.graph.Graph;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomNetworks;
import io.requant.quantlstm.internal.compare.BudgetComparisons;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.compare.Ways;
import io.requant.quantlstm.internal.gate.GateMaker;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.measure.CpuShares;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import io.requant.quantlstm.internal.measure.InterleavedTimes;
import io.requant.quantlstm.internal.measure.LimitedTimes;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.PolicyMaker;
import io.requant.quantlstm.internal.search.Sensitivities;
import io.requant.quantlstm.internal.search.SimpleChoices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A small run with known figures, for the tests of what is made of them. */
final class SampleRun {

  static final int IMAGES = 6;

  final SharedNetwork shared;
  final LayerCosts costs;
  final Findings findings;
  final DeviceFigures device;
  private final Sensitivities sensitivities;

  SampleRun() {
    Graph graph = Nets.resnet(8);
    SplittableRandom random = new SplittableRandom(5);
    CalibrationImages images =
        CalibrationImages.ofPixels(
            List.of(RandomNetworks.input(random, graph), RandomNetworks.input(random, graph)));
    shared =
        new SharedStart(RandomNetworks.floats(random, graph), images)
            .network(List.of(8, 6, 4, 3, 2));
    costs = BudgetComparisons.costs(shared, 8);
    sensitivities = sensitivities(costs, random);
    TrainedGate gate =
        new GateMaker(shared.network().digest(), List.of(costs), sensitivities, features(random))
            .make(2, new GateMaker.Steps(60, 20), 1);
    Ways ways = new Ways(sensitivities.means(), Optional.of(gate), 0, 1);
    PolicyMaker maker =
        new PolicyMaker(new PolicyEstimator(shared, images), shared.points(), costs);
    List<Policy> policies = new ArrayList<>();
    policies.add(measured(maker.make("w8a8", new int[costs.layers().size()]), 0.92));
    Map<ResourceLevel, Comparison> levels = new EnumMap<>(ResourceLevel.class);
    for (ResourceLevel level : ResourceLevel.values()) {
      Comparison comparison = compared(level.percent() / 100.0);
      levels.put(level, comparison);
      comparison
          .best()
          .ifPresent(
              best ->
                  policies.add(
                      measured(
                          maker.make(LevelBudgets.policy(level), best.choice()),
                          0.88 + level.percent() / 2500.0)));
    }
    findings =
        new Findings(
            shared,
            costs,
            ways,
            List.of(compared(0.6), compared(0.4)),
            levels,
            policies,
            new Findings.Images("cifar10", 10_000, 400, 32, 64));
    device = device(policies);
  }

  private static Policy measured(Policy policy, double top1) {
    return policy.withAccuracy(new MeasuredAccuracy("cifar10", "test", 10_000, top1));
  }

  private Comparison compared(double part) {
    var budget = LevelBudgets.ofPart(shared.graph(), shared.masterBits(), part);
    List<Comparison.Entry> entries = new ArrayList<>();
    SimpleChoices.uniform(costs, budget).ifPresent(c -> entries.add(entry("uniform", c, 340)));
    new Knapsack(costs, sensitivities.means())
        .solve(budget)
        .ifPresent(s -> entries.add(entry(Comparison.GATE, s.choice(), 370)));
    return Comparison.of(part, budget, 8, entries, 1);
  }

  private Comparison.Entry entry(String way, int[] choice, int correct) {
    boolean[] right = new boolean[400];
    Arrays.fill(right, 0, correct, true);
    return new Comparison.Entry(way, choice, costs.bops(choice), costs.bytes(choice), 0.01, right);
  }

  private static Sensitivities sensitivities(LayerCosts costs, SplittableRandom random) {
    float[][][] values = new float[costs.layers().size()][costs.options().size()][IMAGES];
    for (float[][] layer : values) {
      for (int o = 1; o < layer.length; o++) {
        Arrays.fill(layer[o], (float) (o * random.nextDouble(0.001, 0.01)));
      }
    }
    return new Sensitivities(values);
  }

  private float[][][] features(SplittableRandom random) {
    float[][][] features = new float[IMAGES][costs.layers().size()][];
    for (float[][] image : features) {
      for (int l = 0; l < image.length; l++) {
        image[l] = new float[costs.layers().get(l).inChannels()];
        for (int c = 0; c < image[l].length; c++) {
          image[l][c] = (float) random.nextDouble(0, 2);
        }
      }
    }
    return features;
  }

  /** Level 50 takes half of the time of 8 bits, all others as much. */
  private static DeviceFigures device(List<Policy> all) {
    List<Policy> policies = new ArrayList<>(List.of(all.get(0)));
    Map<ResourceLevel, Integer> byLevel = new EnumMap<>(ResourceLevel.class);
    for (ResourceLevel level : ResourceLevel.values()) {
      all.stream()
          .filter(policy -> policy.name().equals(LevelBudgets.policy(level)))
          .findFirst()
          .ifPresent(policies::add);
      byLevel.put(level, policies.size() - 1);
    }
    double[][] micros = new double[policies.size()][];
    List<EngineInfo> engines = new ArrayList<>();
    List<CpuShares.Phase> phases = new ArrayList<>();
    for (int e = 0; e < micros.length; e++) {
      boolean half = e == byLevel.get(ResourceLevel.MEDIUM_50);
      micros[e] = half ? new double[] {900, 1000, 1100} : new double[] {1800, 2000, 2200};
      Policy policy = policies.get(e);
      engines.add(
          new EngineInfo("pi", "java-vector", "resnet8", policy.name(), policy.digest(), 1 << 20));
      phases.add(
          new CpuShares.Phase(
              e,
              50,
              List.of(
                  new CpuShares.Sample(e + 0.25, half ? 0.25 : 0.5),
                  new CpuShares.Sample(e + 0.75, half ? 0.26 : 0.51))));
    }
    List<LimitedTimes> limits = new ArrayList<>();
    for (int share : new int[] {25, 50, 100}) {
      Spread fixed = Spread.of(200.0 / share);
      double ratio = share == 50 ? 0.5 : 1;
      limits.add(
          new LimitedTimes(
              share / 100.0, share / 100.0, fixed, fixed.times(ratio), Spread.of(ratio)));
    }
    return new DeviceFigures(
        Map.of("description", "a processor"),
        policies,
        engines,
        byLevel,
        new InterleavedTimes(micros),
        new CpuShares(100, phases),
        limits);
  }
}
