package io.requant.model.onnx;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code x * scale[c] + shift[c]}: what batch norm, biases and input normalisation come down to. It
 * goes into the layer before, or into the normalisation of the input; where neither can take it, it
 * becomes a depthwise 1x1 convolution. (The layer after cannot: its zero padding would be shifted.)
 */
final class ChannelAffine {

  private ChannelAffine() {}

  /** Applies scale and shift, one per channel as stored. */
  static Feature apply(
      OnnxNode node, Feature input, double[] scale, double[] shift, NetworkDraft draft) {
    checkFinite(node, scale);
    checkFinite(node, shift);
    if (Arrays.stream(scale).allMatch(s -> s == 1) && Arrays.stream(shift).allMatch(s -> s == 0)) {
      return input;
    }
    if (input.exclusive() && input.deferred().isNothing()) {
      if (input.tensor().equals(Graph.INPUT) && Arrays.stream(scale).allMatch(s -> s > 0)) {
        normalise(scale, shift, draft);
        return input;
      }
      if (draft.producer(input.tensor()) instanceof Parametric layer) {
        fold(layer, scale, shift, draft);
        return input;
      }
    }
    Feature settled = draft.settle(node, input);
    int channels = settled.shape().channels();
    String name = draft.freeName(node.name());
    draft.add(
        new Conv(name, settled.tensor(), channels, channels, Window.square(1, 1, 0), channels),
        toFloats(scale),
        toFloats(shift));
    return settled.computedBy(name);
  }

  /**
   * ((p - mean) / deviation) * scale + shift = (p - (mean - shift*deviation/scale)) /
   * (deviation/scale).
   */
  private static void normalise(double[] scale, double[] shift, NetworkDraft draft) {
    Normalisation before = draft.normalisation();
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < scale.length; c++) {
      double d = before.deviation().get(c) / scale[c];
      mean.add(before.mean().get(c) - shift[c] * d);
      deviation.add(d);
    }
    draft.normalisation(new Normalisation(mean, deviation));
  }

  private static void fold(Parametric layer, double[] scale, double[] shift, NetworkDraft draft) {
    Parameters p = draft.parameters(layer.name());
    int perChannel = layer.weightsPerChannel();
    for (int i = 0; i < p.weights().length; i++) {
      p.weights()[i] = (float) (p.weights()[i] * scale[i / perChannel]);
    }
    for (int c = 0; c < scale.length; c++) {
      p.bias()[c] = (float) (p.bias()[c] * scale[c] + shift[c]);
    }
  }

  private static void checkFinite(OnnxNode node, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value) || Math.abs(value) > Float.MAX_VALUE) {
        throw node.error("has a parameter that comes to " + value + "; train it again");
      }
    }
  }

  private static float[] toFloats(double[] values) {
    float[] converted = new float[values.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = (float) values[i];
    }
    return converted;
  }

  /**
   * A constant operand as one number per channel, as stored.
   *
   * @throws OnnxException if it varies along another axis
   */
  static double[] perChannel(OnnxNode node, Feature feature, Constant constant) {
    double[] values = new double[feature.shape().channels()];
    int offset = feature.dims().size() - constant.dims().size();
    if (constant.size() == 1 && offset >= 0) {
      Arrays.fill(values, constant.real(0));
      return values;
    }
    int axis = channelAxis(feature);
    for (int a = 0; a < constant.dims().size(); a++) {
      int extent = constant.dims().get(a);
      boolean varies = extent != 1 && (a + offset != axis || extent != values.length);
      if (offset < 0 || varies) {
        throw node.error(
            "a constant of shape %s and a feature of shape %s; one number, or one per channel, is"
                    .formatted(constant.dims(), feature.dims())
                + " possible");
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[feature.isVector() ? feature.storedAt(i) : i] = constant.real(i);
    }
    return values;
  }

  private static int channelAxis(Feature feature) {
    List<Integer> dims = feature.dims();
    if (feature.isVector()) {
      int axis = dims.indexOf(feature.shape().channels());
      return axis >= 0 && Constant.size(dims) == dims.get(axis) ? axis : -1;
    }
    if (feature.isChannelsLastMap()) {
      return 3;
    }
    boolean first =
        feature.channelsFirst().isPresent()
            && feature.channelsFirst().get().equals(feature.shape())
            && dims.size() > 1
            && dims.get(1) == feature.shape().channels();
    return first ? 1 : -1;
  }
}
