package io.requant.training.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.SharedTensors;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.export.Unfolding;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first values of any-precision training as tensors of a run. */
public final class AnyPrecisionStart {

  private final FloatNetwork network;
  private final SharedStart start;
  private final Optional<SharedNetwork> before;

  /**
   * Takes over what was measured.
   *
   * @param start first values
   * @param before what was trained for several precisions before, to go on from
   */
  public AnyPrecisionStart(SharedStart start, Optional<SharedNetwork> before) {
    this.network = start.floats();
    this.start = start;
    this.before = before;
  }

  /**
   * What is trained: the graph of the float network, with a rectifier for each layer that shares
   * what it reads with others.
   */
  public Graph graph() {
    return network.graph();
  }

  /** Values to start from, for {@code TrainingJob.start}. */
  public Map<String, float[]> values() {
    Map<String, float[]> values = Unfolding.values(start);
    before.ifPresent(shared -> values.putAll(SharedNetworks.tensors(shared)));
    return values;
  }

  /** Tells one start from another: of all {@link #values} in their order. */
  public Digest digest() {
    return Unfolding.digest(values());
  }

  private void normalisation(Map<String, float[]> values, Conv conv, String prefix) {
    values.put(prefix + ".gamma", start.deviations(conv));
    values.put(prefix + ".beta", start.means(conv));
  }

  /** Tensors of the widths with their first values. */
  Map<TensorSpec, float[]> tensors(List<Integer> widths) {
    Map<TensorSpec, float[]> tensors = new LinkedHashMap<>();
    for (Parametric layer : network.graph().parametricLayers()) {
      for (int bits : widths) {
        boolean chosen = start.points().chosen(layer);
        int masters = chosen ? SharedNetwork.masterBits(widths) : SharedNetwork.OUTER_BITS;
        if (layer instanceof Conv conv && (chosen || bits < masters)) {
          normalisationTensors(tensors, conv, bits);
        }
        if (bits < masters) {
          TensorSpec ratio =
              new TensorSpec(
                  SharedTensors.ratio(layer.name(), bits), List.of(), new Update.Descent(1, 0));
          tensors.put(ratio, new float[] {(float) start.ratio(layer, bits, masters)});
        }
      }
    }
    Graph graph = network.graph();
    for (String name : start.points().readers().keySet()) {
      Relu point = (Relu) graph.layer(name);
      for (int bits : widths) {
        double step = start.step(point, bits);
        tensors.put(
            new TensorSpec(SharedTensors.gain(name, bits), List.of(), update(point, step)),
            new float[] {(float) (1 / step)});
      }
    }
    return tensors;
  }

  private void normalisationTensors(Map<TensorSpec, float[]> tensors, Conv conv, int bits) {
    String prefix = SharedTensors.normalisation(conv.name(), bits);
    List<Integer> shape = List.of(conv.outChannels());
    Map<String, float[]> values = new LinkedHashMap<>();
    normalisation(values, conv, prefix);
    values.forEach(
        (name, value) -> tensors.put(new TensorSpec(name, shape, new Update.Descent(1, 0)), value));
    float[] ones = new float[conv.outChannels()];
    Arrays.fill(ones, 1);
    Update statistic = new Update.Statistic();
    tensors.put(new TensorSpec(prefix + ".mean", shape, statistic), new float[ones.length]);
    tensors.put(new TensorSpec(prefix + ".variance", shape, statistic), ones);
  }

  /**
   * Where a normalisation feeds the point, its scale and shift learn what a step would; elsewhere
   * the step is learned, with LSQ's gradient scale (Esser et al. 2020, section 2.2: one over the
   * root of the number of features) on its logarithm.
   */
  private Update update(Relu point, double step) {
    if (start.points().normalised(point)) {
      return new Update.Fixed();
    }
    double features = network.graph().shape(point.name()).size();
    return new Update.Descent(1 / Math.sqrt(features) / (step * step), 0);
  }
}
