package io.requant.training.quantize;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedTensors;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import java.util.Map;

/**
 * Computes one pass with a width for each convolution: its weights and what it reads have that
 * width, and its normalisation is the one of that width (Yu et al. 2019, switchable normalisation).
 */
final class FakeQuantization implements LayerHook {

  private final QuantizationPoints points;
  private final Pass pass;
  private final Map<String, Integer> widths;
  private final NDArray one;

  /**
   * Prepares a pass.
   *
   * @param points of the graph
   * @param pass what is computed
   * @param widths width of every convolution of {@link QuantizationPoints#convolutions}, by name
   */
  FakeQuantization(QuantizationPoints points, Pass pass, Map<String, Integer> widths) {
    this.points = points;
    this.pass = pass;
    this.widths = widths;
    this.one = pass.manager().create(1f);
  }

  @Override
  public NDArray weights(Parametric layer, NDArray weights) {
    if (!points.chosen(layer)) {
      return weights;
    }
    int bits = widths.get(layer.name());
    NDArray ratio =
        bits == SharedNetwork.MASTER_BITS
            ? one
            : pass.tensor(SharedTensors.ratio(layer.name(), bits));
    return pass.call(FakeQuantizationScript.weights(bits), one, weights, ratio);
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
    int bits = widthOf(point);
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
    NDArray gain = pass.tensor(SharedTensors.gain(point.name(), widthOf(point)));
    return one.mul(gain);
  }

  @Override
  public String normalisation(Conv layer) {
    return points.chosen(layer)
        ? SharedTensors.normalisation(layer.name(), widths.get(layer.name()))
        : layer.name();
  }

  /** All convolutions that read a point get the same width, so the first one tells it. */
  private int widthOf(Relu point) {
    return widths.get(points.readers().get(point.name()).get(0).name());
  }
}
