package io.requant.training.sparse;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedTensors;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import java.util.List;

/** Computes one pass with masked, quantized weights and activations of 8 bits. */
final class SparseHook implements LayerHook {

  static final int ACTIVATION_BITS = 8;

  private final QuantizationPoints points;
  private final List<Parametric> layers;
  private final Pass pass;
  private final NDArray one;
  private final float[] bits;

  SparseHook(QuantizationPoints points, List<Parametric> layers, Pass pass) {
    this.points = points;
    this.layers = layers;
    this.pass = pass;
    this.one = pass.manager().create(1f);
    this.bits = pass.tensor(SparseTensors.BITS).toFloatArray();
  }

  @Override
  public NDArray weights(Parametric layer, NDArray weights) {
    boolean linear = layer instanceof Linear;
    int chosen = (int) bits[layers.indexOf(layer)];
    String name = layer.name();
    NDArray mask = pass.tensor(SparseTensors.mask(name));
    NDArray inverse = pass.tensor(SparseTensors.inverse(name));
    NDArray dense = pass.tensor(SparseTensors.dense(name));
    if (chosen != 0) {
      return pass.call(SparseScript.chosen(linear, chosen), one, weights, mask, inverse, dense);
    }
    NDArray factors = pass.tensor(SparseTensors.factors(name));
    NDArray control = pass.tensor(SparseTensors.control(name));
    return pass.call(
        SparseScript.search(linear), one, weights, mask, factors, control, inverse, dense);
  }

  @Override
  public boolean skips(Relu layer) {
    return points.readers().containsKey(layer.name());
  }

  @Override
  public NDArray output(Layer layer, NDArray y) {
    if (!(layer instanceof Relu point) || !skips(point)) {
      return y;
    }
    return points.normalised(point)
        ? pass.call("sparse_clip", y)
        : pass.call("sparse_clip_gain", y, gain(point));
  }

  @Override
  public NDArray gain(Conv layer) {
    Relu point = points.fedBy(layer);
    return point == null ? null : one.mul(gain(point));
  }

  private NDArray gain(Relu point) {
    return pass.tensor(SharedTensors.gain(point.name(), ACTIVATION_BITS));
  }
}
