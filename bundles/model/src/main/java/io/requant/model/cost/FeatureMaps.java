package io.requant.model.cost;

import io.requant.model.graph.Graph;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Elements of the feature maps of one inference; at 8 bits one element is one byte. What is fused
 * into a step has no map of its own.
 *
 * @param total elements of all maps, the input included
 * @param largest elements of the largest one
 * @param peak most elements that are needed at the same time, in computing order: of the maps that
 *     are still to be read and the one that is being written
 */
public record FeatureMaps(long total, long largest, long peak) {

  /** Counts the maps of a graph. */
  public static FeatureMaps of(Graph graph) {
    List<PlannedStep> steps = FusionPlan.of(graph).steps();
    Map<String, Integer> lastReader = new HashMap<>();
    for (int s = 0; s < steps.size(); s++) {
      lastReader.put(steps.get(s).input(), s);
      if (steps.get(s).residual() != null) {
        lastReader.put(steps.get(s).residual(), s);
      }
    }
    long live = graph.inputShape().size();
    FeatureMaps maps = new FeatureMaps(live, live, live);
    for (int s = 0; s < steps.size(); s++) {
      int written = graph.shape(steps.get(s).output()).size();
      live += written;
      maps =
          new FeatureMaps(
              maps.total + written, Math.max(maps.largest, written), Math.max(maps.peak, live));
      for (String read : read(steps.get(s))) {
        live -= lastReader.get(read) == s ? graph.shape(read).size() : 0;
      }
    }
    return maps;
  }

  private static List<String> read(PlannedStep step) {
    boolean two = step.residual() != null && !step.residual().equals(step.input());
    return two ? List.of(step.input(), step.residual()) : List.of(step.input());
  }
}
