package io.requant.model.quantize;

import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The widths of every step of a plan under a {@link PrecisionSpec}. */
final class StepWidths {

  static final int OUTER_BITS = 8;
  static final int LOGIT_BITS = 16;

  private final Map<String, Integer> weights = new HashMap<>();
  private final Map<String, Integer> activations = new HashMap<>();
  private final PlannedStep logits;

  StepWidths(FusionPlan plan, PrecisionSpec spec) {
    List<Parametric> layers = plan.graph().parametricLayers();
    for (int i = 0; i < layers.size(); i++) {
      boolean outer = i == 0 || i == layers.size() - 1;
      int bits = outer ? Math.max(OUTER_BITS, spec.weightBits()) : spec.weightBits();
      weights.put(layers.get(i).name(), bits);
    }
    Set<PlannedStep> read = new HashSet<>();
    for (Parametric layer : layers) {
      read.add(plan.scaleSource(((Layer) layer).inputs().get(0)));
    }
    for (PlannedStep step : plan.requantizingSteps()) {
      // What only sums, pools and rectifiers read, as the stream past residual blocks, costs no bit
      // operations.
      int least = read.contains(step) ? 0 : OUTER_BITS;
      activations.put(step.anchor().name(), Math.max(least, spec.activationBits()));
    }
    if (!layers.isEmpty()) {
      String last = layers.get(layers.size() - 1).name();
      PlannedStep before = plan.scaleSource(plan.graph().layer(last).inputs().get(0));
      if (before != null) {
        activations.merge(before.anchor().name(), OUTER_BITS, Math::max);
      }
    }
    logits = plan.scaleSource(plan.graph().output().name());
    if (logits != null) {
      activations.put(logits.anchor().name(), LOGIT_BITS);
    }
    replace("weights", weights, spec.weightExceptions(), spec.name());
    replace("requantized result", activations, spec.activationExceptions(), spec.name());
  }

  private static void replace(
      String what, Map<String, Integer> widths, Map<String, Integer> exceptions, String spec) {
    exceptions.forEach(
        (layer, bits) -> {
          if (widths.replace(layer, bits) == null) {
            throw new IllegalArgumentException(
                "precision '%s' names '%s', which is no layer with %s; these are %s"
                    .formatted(spec, layer, what, widths.keySet().stream().sorted().toList()));
          }
        });
  }

  /** Width of a layer's weights. */
  int weightBits(String layer) {
    return weights.get(layer);
  }

  /** Width of a step's result. */
  int activationBits(PlannedStep step) {
    return activations.get(step.anchor().name());
  }

  /** Whether a step's result is, perhaps through copies, the network's. */
  boolean logits(PlannedStep step) {
    return step.equals(logits);
  }
}
