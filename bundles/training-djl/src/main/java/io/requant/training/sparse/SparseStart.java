package io.requant.training.sparse;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.network.Digest;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.SharedTensors;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.torch.LayerTensor;
import io.requant.training.quantize.AnyPrecisionStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first values of joint training as tensors of a run. */
final class SparseStart {

  /** Width that the search starts around. */
  private static final int FIRST_BITS = 3;

  /** What a width loses in its first factor for each bit that it is away from the first one. */
  private static final double SPREAD = 0.7;

  private final SparseSettings settings;
  private final List<SparseLayer> layers;
  private final SparseSearch search;
  private final SharedStart start;
  private final AnyPrecisionStart network;
  private final Map<String, float[]> values;

  SparseStart(
      SparseSettings settings, List<SparseLayer> layers, SparseSearch search, SharedStart start) {
    this.settings = settings;
    this.layers = layers;
    this.search = search;
    this.start = start;
    this.network = new AnyPrecisionStart(start, Optional.empty());
    this.values = network.values();
  }

  /** Values of the network's own tensors. */
  Map<String, float[]> values() {
    return values;
  }

  Digest digest() {
    return network.digest();
  }

  /** All other tensors with their first values. */
  Map<TensorSpec, float[]> tensors() {
    Map<TensorSpec, float[]> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : LayerTensor.specs(start.floats().graph(), 0)) {
      float[] value = values.get(spec.name()).clone();
      tensors.put(fixed(SparseTensors.teacher(spec.name()), spec.shape()), value);
    }
    activations(tensors);
    Map<String, float[]> search = searched();
    int widths = settings.widths().size();
    for (SparseLayer layer : layers) {
      String name = layer.name();
      put(
          tensors,
          new TensorSpec(
              SparseTensors.factors(name), List.of(1 + widths), new Update.Adam(settings.rate())),
          search);
      put(tensors, fixed(SparseTensors.mask(name), shape(layer.layer())), search);
      put(
          tensors,
          fixed(SparseTensors.inverse(name), List.of(widths, layer.layer().outChannels())),
          search);
      put(tensors, fixed(SparseTensors.control(name), List.of(2)), search);
      put(tensors, fixed(SparseTensors.dense(name), List.of(layer.layer().outChannels())), search);
      put(tensors, fixed(SparseTensors.pull(name), List.of(1 + widths)), search);
      put(tensors, fixed(SparseTensors.costs(name), List.of(2 * widths + 1)), search);
    }
    put(tensors, fixed(SparseTensors.BITS, List.of(layers.size())), search);
    put(tensors, fixed(SparseTensors.CURVATURE, List.of(layers.size())), search);
    put(tensors, fixed(SparseTensors.DUAL, List.of(2)), search);
    return tensors;
  }

  private List<Integer> shape(Parametric layer) {
    String weight = LayerTensor.WEIGHT.of(layer);
    return LayerTensor.specs(start.floats().graph(), 0).stream()
        .filter(spec -> spec.name().equals(weight))
        .findFirst()
        .orElseThrow()
        .shape();
  }

  private static TensorSpec fixed(String name, List<Integer> shape) {
    return new TensorSpec(name, shape, new Update.Fixed());
  }

  private static void put(
      Map<TensorSpec, float[]> tensors, TensorSpec spec, Map<String, float[]> values) {
    tensors.put(spec, values.get(spec.name()));
  }

  /** Factors, masks and grids before the first step. */
  private Map<String, float[]> searched() {
    Map<String, float[]> first = new HashMap<>();
    List<float[]> weights = new ArrayList<>();
    double[] costs = new double[layers.size()];
    for (int l = 0; l < costs.length; l++) {
      String name = layers.get(l).name();
      weights.add(values.get(name + ".weight"));
      costs[l] = FIRST_BITS;
      first.put(name + ".weight", weights.get(l));
      float[] mask = new float[weights.get(l).length];
      Arrays.fill(mask, 1);
      first.put(SparseTensors.mask(name), mask);
    }
    double[] sparsities = FirstSparsity.of(layers, weights, costs, settings.targetBits());
    for (int l = 0; l < costs.length; l++) {
      float[] factors = new float[1 + settings.widths().size()];
      factors[0] = settings.prunes() ? (float) Factors.logit(sparsities[l]) : SparseSearch.UNPRUNED;
      for (int b = 1; b < factors.length; b++) {
        factors[b] = (float) (-SPREAD * Math.abs(settings.widths().get(b - 1) - FIRST_BITS));
      }
      first.put(SparseTensors.factors(layers.get(l).name()), factors);
    }
    first.put(SparseTensors.DUAL, new float[2]);
    first.put(SparseTensors.CURVATURE, new float[layers.size()]);
    // How long the run is does not matter before its first step.
    search.start(
        new SparseSchedule(Integer.MAX_VALUE),
        new SparseSearch.Store() {
          @Override
          public float[] get(String name) {
            return first.get(name);
          }

          @Override
          public void set(String name, float[] values) {
            first.put(name, values);
          }
        });
    return first;
  }

  /**
   * Steps of the activations. Where a normalisation feeds them, its scale and shift learn what a
   * step would; elsewhere it is learned with LSQ's gradient scale (Esser et al. 2020, section 2.2)
   * on its logarithm.
   */
  private void activations(Map<TensorSpec, float[]> tensors) {
    Graph graph = start.floats().graph();
    for (String name : start.points().readers().keySet()) {
      Relu point = (Relu) graph.layer(name);
      double step = start.step(point, SparseHook.ACTIVATION_BITS);
      double features = graph.shape(name).size();
      Update update =
          start.points().normalised(point)
              ? new Update.Fixed()
              : new Update.Descent(1 / Math.sqrt(features) / (step * step), 0);
      tensors.put(
          new TensorSpec(SharedTensors.gain(name, SparseHook.ACTIVATION_BITS), List.of(), update),
          new float[] {(float) (1 / step)});
    }
  }
}
