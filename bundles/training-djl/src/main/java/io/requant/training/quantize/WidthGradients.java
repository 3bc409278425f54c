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
import java.util.Map;

/**
 * Computes one pass with a choice of widths exactly as {@link FakeQuantization} does, and leads the
 * gradient to the widths that were not chosen: weights, activations and normalisations of every
 * width are mixed with shares of zero. A convolution is linear in its weights, so one convolution a
 * layer is enough where mixing results would need one for every width.
 */
final class WidthGradients implements LayerHook {

  private final FakeQuantization chosen;
  private final QuantizationPoints points;
  private final Pass pass;
  private final List<Integer> widths;
  private final int masterBits;
  private final WidthChoice choice;
  private final Map<String, NDArray> ofWeights;
  private final Map<String, NDArray> ofActivations;
  private final NDArray one;

  /**
   * Prepares a pass.
   *
   * @param shared trained for the widths of the shares
   * @param choice what is computed
   * @param ofWeights shares of the weights' widths, zeros, by convolution
   * @param ofActivations shares of the activations' widths, zeros, by point
   */
  WidthGradients(
      SharedNetwork shared,
      Pass pass,
      WidthChoice choice,
      Map<String, NDArray> ofWeights,
      Map<String, NDArray> ofActivations) {
    this.points = shared.points();
    this.pass = pass;
    this.widths = shared.widths();
    this.masterBits = shared.masterBits();
    this.chosen = new FakeQuantization(points, pass, choice, masterBits);
    this.choice = choice;
    this.ofWeights = ofWeights;
    this.ofActivations = ofActivations;
    this.one = pass.manager().create(1f);
  }

  @Override
  public NDArray weights(Parametric layer, NDArray weights) {
    NDArray integers = chosen.weights(layer, weights);
    NDArray shares = ofWeights.get(layer.name());
    if (shares == null) {
      return integers;
    }
    int bits = choice.weights(layer);
    float[] ratios = new float[widths.size()];
    double step = 1;
    for (int i = 0; i < ratios.length; i++) {
      int width = widths.get(i);
      ratios[i] = width == masterBits ? 1 : ratio(layer, width);
      if (width == bits && width != masterBits) {
        double ratio = Math.max(1, Math.min(255, Math.rint(ratios[i] * 128.0)));
        step = Math.scalb(128 / ratio, masterBits - width);
      }
    }
    String masters = FakeQuantizationScript.weights(masterBits, masterBits);
    return pass.call(
        "lean_weights",
        integers,
        pass.call(masters, one, weights, one),
        pass.manager().create(ratios),
        shares,
        pass.manager().create((float) step));
  }

  private float ratio(Parametric layer, int bits) {
    return pass.tensor(SharedTensors.ratio(layer.name(), bits)).toFloatArray()[0];
  }

  /** Shares of a width that was not chosen differ by less than bfloat16 rounds. */
  @Override
  public boolean singlePrecision() {
    return masterBits > SharedNetwork.OUTER_BITS;
  }

  @Override
  public boolean skips(Relu layer) {
    return chosen.skips(layer);
  }

  @Override
  public NDArray output(Layer layer, NDArray y) {
    NDArray integers = chosen.output(layer, y);
    NDArray shares = layer instanceof Relu ? ofActivations.get(layer.name()) : null;
    if (shares == null) {
      return integers;
    }
    float own = gain(layer.name(), choice.activations().get(layer.name()));
    float[] finer = new float[widths.size()];
    for (int i = 0; i < finer.length; i++) {
      finer[i] = gain(layer.name(), widths.get(i)) / own;
    }
    NDArray inSteps = y;
    if (!points.normalised((Relu) layer)) {
      inSteps = pass.call("scale", pass.manager().create(own), y);
    }
    return pass.call("lean_activations", integers, inSteps, shares, pass.manager().create(finer));
  }

  private float gain(String point, int bits) {
    return pass.tensor(SharedTensors.gain(point, bits)).toFloatArray()[0];
  }

  @Override
  public NDArray gain(Conv layer) {
    return chosen.gain(layer);
  }

  @Override
  public String normalisation(Conv layer) {
    return chosen.normalisation(layer);
  }

  @Override
  public NDArray gamma(Conv layer, NDArray gamma) {
    return mixed(layer, gamma, ".gamma");
  }

  @Override
  public NDArray beta(Conv layer, NDArray beta) {
    return mixed(layer, beta, ".beta");
  }

  private NDArray mixed(Conv layer, NDArray value, String part) {
    NDArray shares = ofWeights.get(layer.name());
    if (shares == null) {
      return value;
    }
    List<NDArray> all = new ArrayList<>(List.of(one));
    for (int bits : widths) {
      all.add(pass.tensor(SharedTensors.normalisation(points, layer, bits) + part));
    }
    NDArray stacked = pass.call("lean_stack", all.toArray(NDArray[]::new));
    return pass.call("lean_values", shares, value, stacked);
  }
}
