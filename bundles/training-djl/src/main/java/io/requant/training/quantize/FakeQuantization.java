package io.requant.training.quantize;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedTensors;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.LayerHook;
import io.requant.training.Pass;

/**
 * Computes one pass with a choice of widths. The normalisation of a convolution is the one of the
 * width of its weights (Yu et al. 2019, switchable normalisation).
 *
 * <p>A pass with anything wider than 8 bits is computed in single precision: bfloat16 holds
 * integers up to 256 only.
 */
public final class FakeQuantization implements LayerHook {

  private final QuantizationPoints points;
  private final Pass pass;
  private final WidthChoice widths;
  private final int masterBits;
  private final NDArray one;

  /**
   * Prepares a pass.
   *
   * @param points of the graph
   * @param pass what is computed
   * @param widths widths of weights and activations
   * @param masterBits width of the master integers, but for the outer layers
   */
  public FakeQuantization(
      QuantizationPoints points, Pass pass, WidthChoice widths, int masterBits) {
    this.points = points;
    this.pass = pass;
    this.widths = widths;
    this.masterBits = masterBits;
    this.one = pass.manager().create(1f);
  }

  @Override
  public NDArray weights(Parametric layer, NDArray weights) {
    int bits = widths.weights(layer);
    int masters = points.chosen(layer) ? masterBits : SharedNetwork.OUTER_BITS;
    NDArray ratio = bits == masters ? one : pass.tensor(SharedTensors.ratio(layer.name(), bits));
    String method =
        layer instanceof Linear
            ? FakeQuantizationScript.linearWeights(bits)
            : FakeQuantizationScript.weights(bits, masters);
    return pass.call(method, one, weights, ratio);
  }

  @Override
  public boolean singlePrecision() {
    return widths.widest() > SharedNetwork.OUTER_BITS;
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
    int bits = widths.activations().get(point.name());
    return points.normalised(point)
        ? pass.call(FakeQuantizationScript.clip(bits), y)
        : pass.call(
            FakeQuantizationScript.clipWithGain(bits),
            y,
            pass.tensor(SharedTensors.gain(point.name(), bits)));
  }

  @Override
  public NDArray gain(Conv layer) {
    Relu point = points.fedBy(layer);
    if (point == null) {
      return null;
    }
    int bits = widths.activations().get(point.name());
    return one.mul(pass.tensor(SharedTensors.gain(point.name(), bits)));
  }

  @Override
  public String normalisation(Conv layer) {
    return SharedTensors.normalisation(points, layer, widths.weights(layer));
  }
}
