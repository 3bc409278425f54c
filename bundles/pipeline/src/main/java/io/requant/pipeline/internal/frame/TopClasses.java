package io.requant.pipeline.internal.frame;

import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.model.graph.Graph;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** Logits to classes: softmax, and the few best. Ties go to the lower index. */
public final class TopClasses {

  /** Most classes of a result. */
  public static final int MOST = 5;

  private TopClasses() {}

  /** Index of the largest of the first {@code count} logits. */
  public static int best(IntBuffer logits, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (logits.get(i) > logits.get(best)) {
        best = i;
      }
    }
    return best;
  }

  /** Real value of one step of the logits under a policy: the output scale of its last step. */
  public static double logitScale(Policy policy) {
    List<LayerPolicy> layers = policy.layers();
    return layers.isEmpty() ? 1 : layers.get(layers.size() - 1).outputScale();
  }

  /**
   * The most probable classes, best first.
   *
   * @param logits one integer per output, from index 0
   * @param scale real value of one step
   */
  public static List<RankedClass> of(Graph graph, IntBuffer logits, double scale) {
    int count = graph.outputShape().size();
    int kept = Math.min(MOST, count);
    int[] order = new int[kept];
    int filled = 0;
    for (int i = 0; i < count; i++) {
      int place = filled;
      while (place > 0 && logits.get(i) > logits.get(order[place - 1])) {
        place--;
      }
      if (place < kept) {
        int moved = Math.min(filled, kept - 1) - place;
        System.arraycopy(order, place, order, place + 1, moved);
        order[place] = i;
        filled = Math.min(filled + 1, kept);
      }
    }
    double sum = 0;
    int largest = logits.get(order[0]);
    for (int i = 0; i < count; i++) {
      sum += Math.exp(scale * ((long) logits.get(i) - largest));
    }
    List<RankedClass> top = new ArrayList<>(kept);
    for (int index : order) {
      double share = Math.exp(scale * ((long) logits.get(index) - largest)) / sum;
      top.add(new RankedClass(index, graph.className(index), share));
    }
    return top;
  }
}
