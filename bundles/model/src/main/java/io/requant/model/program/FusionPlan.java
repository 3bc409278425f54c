package io.requant.model.program;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which layers of a graph are computed as one step. It depends on the graph alone, so policies,
 * engines, quantization and export agree on it.
 *
 * <p>Rules: a convolution or linear layer takes along the {@link Add} that alone reads it, if the
 * other operand is computed before; a convolution, linear layer, sum or average pool takes along
 * the {@link Relu} that alone reads it. All else is a step of its own.
 */
public final class FusionPlan {

  /**
   * One step.
   *
   * @param anchor the first layer: names the step and its entry in a policy
   * @param input main tensor read
   * @param residual tensor added before the rectifier, or null
   * @param relu rectifier at the end, or null
   * @param output tensor produced: the name of the last layer
   * @param requantizes whether the step changes the scale, and so has an entry in a policy
   */
  public record PlannedStep(
      Layer anchor, String input, String residual, Relu relu, String output, boolean requantizes) {

    /** Whether the output can be negative, and so is stored as signed integers. */
    public boolean signed() {
      return relu == null;
    }
  }

  private final Graph graph;
  private final List<PlannedStep> steps;
  private final Map<String, PlannedStep> byOutput = new HashMap<>();

  private FusionPlan(Graph graph, List<PlannedStep> steps) {
    this.graph = graph;
    this.steps = List.copyOf(steps);
    steps.forEach(step -> byOutput.put(step.output(), step));
  }

  /** Plans a graph. */
  public static FusionPlan of(Graph graph) {
    List<PlannedStep> steps = new ArrayList<>();
    Set<String> fused = new HashSet<>();
    Set<String> computed = new HashSet<>(Set.of(Graph.INPUT));
    for (Layer layer : graph.layers()) {
      if (!fused.contains(layer.name())) {
        PlannedStep step = plan(graph, layer, computed, fused);
        steps.add(step);
        computed.add(step.output());
      }
    }
    return new FusionPlan(graph, steps);
  }

  private static PlannedStep plan(
      Graph graph, Layer layer, Set<String> computed, Set<String> fused) {
    String input = layer.inputs().get(0);
    if (layer instanceof MaxPool || layer instanceof Subsample || layer instanceof Flatten) {
      return new PlannedStep(layer, input, null, null, layer.name(), false);
    }
    if (layer instanceof Relu relu) {
      return new PlannedStep(layer, input, null, relu, layer.name(), true);
    }
    String residual = layer instanceof Add add ? add.right() : null;
    Layer last = layer;
    if (layer instanceof Parametric && onlyReader(graph, layer) instanceof Add add) {
      String other = add.left().equals(layer.name()) ? add.right() : add.left();
      if (computed.contains(other)) {
        residual = other;
        last = add;
        fused.add(add.name());
      }
    }
    Relu relu = null;
    if (onlyReader(graph, last) instanceof Relu reader) {
      relu = reader;
      last = reader;
      fused.add(reader.name());
    }
    return new PlannedStep(layer, input, residual, relu, last.name(), true);
  }

  private static Layer onlyReader(Graph graph, Layer layer) {
    if (layer == graph.output()) {
      return null;
    }
    List<Layer> readers = graph.readers(layer.name());
    boolean once =
        readers.size() == 1
            && readers.get(0).inputs().stream().filter(layer.name()::equals).count() == 1;
    return once ? readers.get(0) : null;
  }

  /** The graph that was planned. */
  public Graph graph() {
    return graph;
  }

  /** Steps in computing order. */
  public List<PlannedStep> steps() {
    return steps;
  }

  /** Steps that have an entry in a policy, in computing order. */
  public List<PlannedStep> requantizingSteps() {
    return steps.stream().filter(PlannedStep::requantizes).toList();
  }

  /**
   * The step that fixes the scale and width of a tensor: the one that produces it, or, through
   * pools and copies that leave the scale as it is, the one before. Null for the network's input.
   */
  public PlannedStep scaleSource(String tensor) {
    PlannedStep step = byOutput.get(tensor);
    while (step != null && !step.requantizes()) {
      step = byOutput.get(step.input());
    }
    return step;
  }

  /** Number of elements that one output element of an average pool sums; 1 for other layers. */
  public int averaged(Layer layer) {
    if (layer instanceof AvgPool pool) {
      return pool.window().area();
    }
    if (layer instanceof GlobalAvgPool pool) {
      var shape = graph.shape(pool.input());
      return shape.height() * shape.width();
    }
    return 1;
  }
}
