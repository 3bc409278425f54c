package io.requant.training.quantize;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedTensors;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes one pass at one width and keeps what a gate sees of it: the mean of every channel that a
 * convolution with options reads, in real units times the gate's gain.
 */
final class PooledInputs implements LayerHook {

  private final FakeQuantization uniform;
  private final QuantizationPoints points;
  private final Pass pass;
  private final int bits;
  private final float[] gains;
  private final List<NDArray> means = new ArrayList<>();

  /**
   * Prepares a pass.
   *
   * @param shared computed at its widest width, but for the outer layers
   * @param gains factor of the means of each convolution
   */
  PooledInputs(SharedNetwork shared, Pass pass, float[] gains) {
    this.points = shared.points();
    this.pass = pass;
    this.bits = shared.widths().get(0);
    this.uniform =
        new FakeQuantization(
            points, pass, WidthChoice.uniform(points, bits, bits), shared.masterBits());
    this.gains = gains;
  }

  /** Images x channels by convolution, in computing order, after the pass. */
  List<NDArray> means() {
    return means;
  }

  @Override
  public NDArray input(Parametric layer, NDArray x) {
    if (points.chosen(layer)) {
      Relu point = points.readBy((Conv) layer);
      float gain = gains[means.size()];
      if (point != null) {
        gain /= pass.tensor(SharedTensors.gain(point.name(), bits)).toFloatArray()[0];
      }
      means.add(pass.call("gate_means", x, pass.manager().create(gain)));
    }
    return x;
  }

  @Override
  public NDArray weights(Parametric layer, NDArray weights) {
    return uniform.weights(layer, weights);
  }

  @Override
  public boolean singlePrecision() {
    return uniform.singlePrecision();
  }

  @Override
  public boolean skips(Relu layer) {
    return uniform.skips(layer);
  }

  @Override
  public NDArray output(Layer layer, NDArray y) {
    return uniform.output(layer, y);
  }

  @Override
  public NDArray gain(Conv layer) {
    return uniform.gain(layer);
  }

  @Override
  public String normalisation(Conv layer) {
    return uniform.normalisation(layer);
  }
}
