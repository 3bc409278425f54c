package io.requant.model.quantize;

import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.HashSet;
import java.util.Set;

/**
 * Widths of what has none to choose: streams past blocks, what linear layers read.
 *
 * <p>A stream that only sums, pools and rectifiers read costs no bit operations, so it is as wide
 * as the widest activations of a choice: with 8 bits it would leave nothing for activations of 9 or
 * 10 to hold.
 */
final class StreamWidths {

  private final Set<PlannedStep> read = new HashSet<>();

  StreamWidths(FusionPlan plan) {
    for (Parametric layer : plan.graph().parametricLayers()) {
      read.add(plan.scaleSource(((Layer) layer).inputs().get(0)));
    }
  }

  /**
   * Width of the result of a step that is neither a point nor the last.
   *
   * @param activations widest activations of the choice
   */
  int of(PlannedStep step, int activations) {
    return read.contains(step)
        ? SharedNetwork.OUTER_BITS
        : Math.max(SharedNetwork.OUTER_BITS, activations);
  }
}
