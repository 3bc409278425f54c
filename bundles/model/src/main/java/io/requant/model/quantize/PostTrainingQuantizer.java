package io.requant.model.quantize;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.Program;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Quantization without training: one set of master integers and one policy per wanted precision,
 * from real parameters and some calibration images.
 *
 * <p>Each step is fitted in computing order, with the quantized steps before it in effect, to what
 * the float network computes: per channel a grid (by its ratio), a gain and a bias, per tensor a
 * scale. Where {@link QuantizerOptions#roundingReach} allows, master integers are moved so that
 * they round well at the narrowest wanted width. Single-threaded; the same input always gives the
 * same integers, on every machine.
 */
public final class PostTrainingQuantizer {

  private final QuantizerOptions options;
  private final QuantizerProgress progress;

  /**
   * Prepares.
   *
   * @param options how hard to try
   * @param progress hears how far it is
   */
  public PostTrainingQuantizer(QuantizerOptions options, QuantizerProgress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Quantizes.
   *
   * @param given real parameters, batch norm folded
   * @param images calibration images; some hundred training images are enough
   * @param precisions wanted precisions, with different names
   * @throws IllegalArgumentException if images, precisions and network do not fit together, or the
   *     network cannot be expressed in integers; the message names the layer
   */
  public Quantization quantize(
      FloatNetwork given, CalibrationImages images, List<PrecisionSpec> precisions) {
    FloatNetwork original = arranged(given, precisions);
    Graph graph = original.graph();
    FusionPlan plan = FusionPlan.of(graph);
    images.check(graph);
    List<StepWidths> widths = check(plan, precisions);
    FloatSamples samples = new FloatSamples(original, plan, images, options, progress);
    FloatNetwork network = original;
    if (options.reconstruct() && options.balance() > 0) {
      network = ChannelBalance.balance(original, plan, samples, options.balance());
      samples = new FloatSamples(network, plan, images, options, progress);
    }
    Map<String, LayerWeights> masters = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      float[] weights = network.parameters().get(layer.name()).weights();
      masters.put(layer.name(), MasterGrid.of(layer, weights, options.masterBits()));
    }
    // The narrowest goes first: it may move the masters, which the others then take as they are.
    List<List<LayerPolicy>> entries =
        new ArrayList<>(java.util.Collections.nCopies(widths.size(), null));
    int narrowest = narrowest(precisions);
    for (int i = 0; i < widths.size(); i++) {
      int next = i == 0 ? narrowest : i <= narrowest ? i - 1 : i;
      boolean moveMasters = i == 0 && options.reconstruct() && options.roundingReach() > 0;
      entries.set(
          next,
          new PolicyBuilder(
                  network, plan, images, samples, options, widths.get(next), masters, moveMasters)
              .build(precisions.get(next).name(), progress));
    }
    Network quantized =
        new Network(graph, InputEncoder.fittingScale(graph.normalisation()), masters);
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      policies.add(policy(quantized, precisions.get(i).name(), entries.get(i)));
    }
    return new Quantization(quantized, policies);
  }

  private static FloatNetwork arranged(FloatNetwork given, List<PrecisionSpec> precisions) {
    FloatNetwork ordered = EarlyShortcuts.of(given);
    boolean narrow = precisions.stream().anyMatch(p -> p.activationBits() < StepWidths.OUTER_BITS);
    return narrow ? OwnRectifiers.of(ordered) : ordered;
  }

  private List<StepWidths> check(FusionPlan plan, List<PrecisionSpec> precisions) {
    if (precisions.isEmpty()) {
      throw new IllegalArgumentException("no precisions; name at least one, such as w8a8");
    }
    Set<String> names = new HashSet<>();
    List<StepWidths> widths = new ArrayList<>();
    for (PrecisionSpec spec : precisions) {
      if (!names.add(spec.name())) {
        throw new IllegalArgumentException("precision '" + spec.name() + "' is wanted twice");
      }
      StepWidths steps = new StepWidths(plan, spec);
      for (Parametric layer : plan.graph().parametricLayers()) {
        int bits = steps.weightBits(layer.name());
        if (bits > options.masterBits()) {
          throw new IllegalArgumentException(
              "precision '%s' wants %d bits for the weights of '%s', the masters have %d; ask for wider masters"
                  .formatted(spec.name(), bits, layer.name(), options.masterBits()));
        }
      }
      widths.add(steps);
    }
    return widths;
  }

  private static int narrowest(List<PrecisionSpec> precisions) {
    PrecisionSpec least =
        precisions.stream()
            .min(
                Comparator.comparingInt(PrecisionSpec::weightBits)
                    .thenComparingInt(PrecisionSpec::activationBits))
            .orElseThrow();
    return precisions.indexOf(least);
  }

  private static Policy policy(Network network, String name, List<LayerPolicy> entries) {
    Policy policy =
        new Policy(
            name,
            network.digest(),
            entries,
            CostModel.of(network.graph(), entries),
            Optional.empty());
    Program.of(network, policy);
    return policy;
  }
}
