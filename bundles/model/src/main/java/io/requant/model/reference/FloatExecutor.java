package io.requant.model.reference;

import io.requant.model.graph.Add;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a {@link FloatNetwork} in single precision: the float result that quantization is compared
 * with, and the source of calibration statistics.
 *
 * <p>Every tensor stays readable until the next run. Results are the same on every machine. Not
 * thread-safe: give each thread an instance; they share the network's parameters.
 */
public final class FloatExecutor {

  private final FloatNetwork network;
  private final Graph graph;
  private final Map<String, float[]> tensors = new HashMap<>();
  private final Map<String, FloatConvolution> convolutions = new HashMap<>();

  /** Prepares a network. */
  public FloatExecutor(FloatNetwork network) {
    this.network = network;
    this.graph = network.graph();
    tensors.put(Graph.INPUT, new float[graph.inputShape().size()]);
    for (Layer layer : graph.layers()) {
      Shape out = graph.shape(layer.name());
      tensors.put(layer.name(), new float[out.size()]);
      if (layer instanceof Parametric parametric) {
        Shape in = graph.shape(layer.inputs().get(0));
        convolutions.put(layer.name(), new FloatConvolution(parametric, in, out));
      }
    }
  }

  /**
   * Computes every tensor.
   *
   * @param input normalised image, NHWC
   * @return the result, as {@link #tensor} gives it
   * @throws IllegalArgumentException if the input has the wrong length
   */
  public float[] run(float[] input) {
    float[] in = tensors.get(Graph.INPUT);
    if (input.length != in.length) {
      throw new IllegalArgumentException(
          "network '%s': input of %d elements; its shape %s has %d"
              .formatted(graph.name(), input.length, graph.inputShape(), in.length));
    }
    System.arraycopy(input, 0, in, 0, in.length);
    for (Layer layer : graph.layers()) {
      run(layer);
    }
    return tensors.get(graph.output().name());
  }

  /**
   * A tensor of the last run, NHWC; valid until the next run, not to be changed.
   *
   * @param name name of a layer, or {@link Graph#INPUT}
   * @throws IllegalArgumentException if there is no such tensor
   */
  public float[] tensor(String name) {
    float[] values = tensors.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "network '" + graph.name() + "' has no tensor '" + name + "'");
    }
    return values;
  }

  private void run(Layer layer) {
    float[] in = tensors.get(layer.inputs().get(0));
    float[] out = tensors.get(layer.name());
    Shape from = graph.shape(layer.inputs().get(0));
    Shape to = graph.shape(layer.name());
    if (layer instanceof Parametric) {
      Parameters p = network.parameters().get(layer.name());
      convolutions.get(layer.name()).run(in, p.weights(), p.bias(), out);
    } else if (layer instanceof Add add) {
      float[] other = tensors.get(add.right());
      for (int i = 0; i < out.length; i++) {
        out[i] = in[i] + other[i];
      }
    } else if (layer instanceof Relu relu) {
      float cap = (float) relu.cap();
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.min(cap, Math.max(0, in[i]));
      }
    } else {
      FloatPools.apply(layer, from, in, to, out);
    }
  }
}
