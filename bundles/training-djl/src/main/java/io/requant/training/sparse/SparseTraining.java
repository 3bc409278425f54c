package io.requant.training.sparse;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedStart;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.TensorSpec;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Trains sparsity and bit widths of every layer together with the weights (Yao et al. 2023, SQS,
 * its equations mended as this package's README section says), taught by the float network.
 *
 * <p>Each layer has a sparsity factor, whose sigmoid is the part of its groups that a threshold
 * prunes, and a factor for each candidate width. A size term with dual ascent drives all of them to
 * a target. What a convolution computes with are the integers that a file stores.
 */
public final class SparseTraining implements TrainingMethod {

  /** Scales below this, or of another sign, could not be stored as a requantization factor. */
  static final float LEAST_GAMMA = 1e-3f;

  private final SparseSettings settings;
  private final QuantizationPoints points;
  private final List<Parametric> parametric;
  private final List<SparseLayer> layers;
  private final SparseSearch search;
  private final Map<TensorSpec, float[]> tensors;
  private final Map<String, float[]> values;
  private final String start;
  private final Consumer<SparseProgress> listener;

  /**
   * Prepares.
   *
   * @param settings what is wanted
   * @param start first values, from a trained float network
   * @param listener told how it stands every few steps, on a thread of the run
   */
  public SparseTraining(
      SparseSettings settings, SharedStart start, Consumer<SparseProgress> listener) {
    Graph graph = start.floats().graph();
    this.settings = settings;
    this.listener = listener;
    this.points = QuantizationPoints.of(graph);
    this.parametric = graph.parametricLayers();
    this.layers = parametric.stream().map(layer -> SparseLayer.of(layer, settings)).toList();
    this.search = new SparseSearch(layers, settings);
    SparseStart first = new SparseStart(settings, layers, search, start);
    this.values = first.values();
    this.start = first.digest().hex();
    this.tensors = Collections.unmodifiableMap(first.tensors());
  }

  /** Values of the network to start from, for {@code TrainingJob.start}. */
  public Map<String, float[]> values() {
    return values;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>(settings.asMap());
    all.put("start", start);
    return all;
  }

  @Override
  public Map<TensorSpec, float[]> tensors() {
    return tensors;
  }

  @Override
  public Map<String, String> script() {
    return SparseScript.of(settings, layers.size());
  }

  @Override
  public LayerHook layers(Pass pass) {
    return new SparseHook(points, parametric, pass);
  }

  @Override
  public NDArray loss(TrainingPass pass) {
    NDArray logits = pass.logits(layers(pass), true);
    NDArray loss = pass.crossEntropy(logits);
    if (settings.distillation() > 0) {
      NDArray taught = pass.logits(new TeacherHook(pass), false);
      loss = pass.call("sparse_mix", loss, pass.call("sparse_distill", logits, taught));
    }
    return loss.add(pull(pass));
  }

  private NDArray pull(Pass pass) {
    List<NDArray> arguments = new ArrayList<>();
    arguments.add(pass.manager().create(1f));
    for (SparseLayer layer : layers) {
      arguments.add(pass.tensor(SparseTensors.factors(layer.name())));
      arguments.add(pass.tensor(SparseTensors.pull(layer.name())));
    }
    return pass.call("sparse_pull", arguments.toArray(NDArray[]::new));
  }

  @Override
  public void gradientsReady(
      long step,
      List<Map<String, NDArray>> gradients,
      int share,
      Function<String, NDArray> tensors) {
    if (step % SparseSearch.MASK_STEPS != 0) {
      return;
    }
    TensorStore store = new TensorStore(tensors);
    if (store.get(SparseTensors.BITS)[0] != 0) {
      return; // nothing is searched any more
    }
    float[] curvatures = store.get(SparseTensors.CURVATURE);
    for (int l = 0; l < curvatures.length; l++) {
      String weight = layers.get(l).name() + ".weight";
      for (Map<String, NDArray> replica : gradients) {
        float[] squares = squares(replica.get(weight), layers.get(l).layer().weightsPerChannel());
        curvatures[l] = (float) Curvature.moved(curvatures[l], squares, share);
      }
    }
    store.set(SparseTensors.CURVATURE, curvatures);
  }

  /**
   * Mean squares by output channel. The gradient itself must not leave torch: DJL would leak it.
   */
  private static float[] squares(NDArray gradient, int perChannel) {
    int[] axes = IntStream.range(1, gradient.getShape().dimension()).toArray();
    try (NDArray square = gradient.mul(gradient);
        NDArray sum = square.sum(axes);
        NDArray mean = sum.div(perChannel)) {
      return mean.toFloatArray();
    }
  }

  @Override
  public void stepFinished(long step, long steps, Function<String, NDArray> tensors) {
    keepScales(tensors);
    search
        .stepFinished(new SparseSchedule(steps), step, new TensorStore(tensors))
        .ifPresent(listener);
  }

  /** Keeps every scale of a normalisation one that can be stored. */
  void keepScales(Function<String, NDArray> tensors) {
    for (Parametric layer : parametric) {
      if (layer instanceof Conv) {
        NDArray gamma = tensors.apply(layer.name() + ".gamma");
        try (NDArray clamped = gamma.maximum(LEAST_GAMMA)) {
          gamma.subi(gamma).addi(clamped);
        }
      }
    }
  }
}
