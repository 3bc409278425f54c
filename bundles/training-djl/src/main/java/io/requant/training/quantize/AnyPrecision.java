package io.requant.training.quantize;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedTensors;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.TensorSpec;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Trains one set of weights for several precisions.
 *
 * <p>Each step computes the batch three times (sandwich rule, Yu and Huang 2019): at the widest
 * width, at a random choice, at the narrowest. The widest learns from the labels, the others from
 * its answers. Weights are shared; normalisation, weight ratio and activation step are a width's
 * own. What the weights become at a width is what {@code LayerWeights.derive} makes of the stored
 * integers, so a trained network loses nothing when it is stored.
 */
public final class AnyPrecision implements TrainingMethod {

  /** Scales below this, or of another sign, could not be stored as a requantization factor. */
  static final float LEAST_GAMMA = 1e-3f;

  private final QuantizationPoints points;
  private final List<Conv> normalised;
  private final Curriculum curriculum;
  private final int masterBits;
  private final Map<TensorSpec, float[]> tensors;
  private final String start;

  /**
   * Prepares.
   *
   * @param graph what is trained: {@link AnyPrecisionStart#graph}
   * @param curriculum widths and when they join
   * @param start first values, from a trained float network
   * @throws IllegalArgumentException if the start is of another graph
   */
  public AnyPrecision(Graph graph, Curriculum curriculum, AnyPrecisionStart start) {
    if (!graph.equals(start.graph())) {
      throw new IllegalArgumentException(
          "the start is of " + start.graph() + ", not of " + graph + ": train the start's graph");
    }
    this.points = QuantizationPoints.of(graph);
    this.normalised =
        graph.parametricLayers().stream()
            .filter(Conv.class::isInstance)
            .map(Conv.class::cast)
            .toList();
    this.curriculum = curriculum;
    this.masterBits = SharedNetwork.masterBits(curriculum.widths());
    this.start = start.digest().hex();
    this.tensors = Collections.unmodifiableMap(start.tensors(curriculum.widths()));
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("method", "any-precision", "curriculum", curriculum.toString(), "start", start);
  }

  @Override
  public Map<TensorSpec, float[]> tensors() {
    return tensors;
  }

  @Override
  public Map<String, String> script() {
    return FakeQuantizationScript.of(curriculum.widths());
  }

  /** Evaluation shows the narrowest width: the one that needs watching. */
  @Override
  public LayerHook layers(Pass pass) {
    return uniform(pass, curriculum.narrowest());
  }

  /** A width's running statistics mix the widths of its neighbours; each policy has its own. */
  @Override
  public boolean judgedOnBatchStatistics() {
    return true;
  }

  @Override
  public NDArray loss(TrainingPass pass) {
    List<Integer> active = curriculum.active(pass.step(), pass.steps());
    SplittableRandom random = pass.random();
    NDArray teacher = pass.logits(uniform(pass, curriculum.widest()), true);
    NDArray loss = pass.crossEntropy(teacher);
    if (active.size() > 1) {
      NDArray drawn = pass.logits(hook(pass, Curriculum.draw(points, active, random)), true);
      NDArray narrow = pass.logits(hook(pass, Curriculum.narrow(points, active, random)), true);
      loss = loss.add(pass.call("imitate", drawn, teacher));
      loss = loss.add(pass.call("imitate", narrow, teacher));
    }
    return loss;
  }

  private FakeQuantization uniform(Pass pass, int bits) {
    return hook(pass, WidthChoice.uniform(points, bits, bits));
  }

  private FakeQuantization hook(Pass pass, WidthChoice widths) {
    return new FakeQuantization(points, pass, widths, masterBits);
  }

  @Override
  public void stepFinished(long step, long steps, Function<String, NDArray> tensors) {
    List<Integer> before = curriculum.active(step - 1, steps);
    List<Integer> after = curriculum.active(step, steps);
    for (int i = before.size(); i < after.size(); i++) {
      inherit(after.get(i - 1), after.get(i), tensors);
    }
    for (Conv conv : normalised) {
      for (int bits : after) {
        NDArray gamma = tensors.apply(SharedTensors.normalisation(points, conv, bits) + ".gamma");
        try (NDArray clamped = gamma.maximum(LEAST_GAMMA)) {
          gamma.subi(gamma).addi(clamped);
        }
      }
    }
  }

  /** A width that joins starts with the normalisation of the next wider one. */
  private void inherit(int wider, int narrower, Function<String, NDArray> tensors) {
    for (Conv conv : normalised) {
      String own = SharedTensors.normalisation(points, conv, narrower);
      String before = SharedTensors.normalisation(points, conv, wider);
      if (own.equals(before)) {
        continue; // an outer layer has the same for all widths from 8 on
      }
      for (String part : List.of(".gamma", ".beta")) {
        NDArray to = tensors.apply(own + part);
        to.subi(to).addi(tensors.apply(before + part));
      }
    }
  }

  /** Points of the graph that is trained. */
  public QuantizationPoints points() {
    return points;
  }
}
