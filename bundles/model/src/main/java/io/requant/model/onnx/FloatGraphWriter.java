package io.requant.model.onnx;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import java.util.HashMap;
import java.util.Map;

/** Writes one float network, layer by layer. */
final class FloatGraphWriter {

  private static final int IR = 8;
  private static final int OPSET = 13;

  private final FloatNetwork network;
  private final Graph graph;
  private final OnnxWriter out;
  private final LayerWriter layers;
  private final Map<String, Wire> wires = new HashMap<>();

  FloatGraphWriter(FloatNetwork network) {
    this.network = network;
    this.graph = network.graph();
    this.out = new OnnxWriter(graph.name());
    this.layers = new LayerWriter(graph, out);
  }

  byte[] write() {
    Wire input = Wire.map(Graph.INPUT, graph.inputShape());
    out.input(Graph.INPUT, input.dims());
    wires.put(Graph.INPUT, input);
    for (Layer layer : graph.layers()) {
      wires.put(layer.name(), write(layer));
    }
    Wire output = wires.get(graph.output().name());
    out.output(output.value(), output.dims());
    return out.finish(IR, Map.of("", OPSET), ModelMetadata.of(graph));
  }

  private Wire write(Layer layer) {
    Wire in = wires.get(layer.inputs().get(0));
    if (layer instanceof Parametric parametric) {
      return convolve(parametric, in);
    }
    if (layer instanceof Add add) {
      return layers.add(add.name(), in, wires.get(add.right()));
    }
    if (layer instanceof Relu relu) {
      return layers.rectify(relu.name(), relu.cap(), in);
    }
    if (layer instanceof MaxPool pool) {
      return layers.maxPool(pool.name(), pool.window(), in);
    }
    if (layer instanceof AvgPool pool) {
      return layers.averagePool(pool.name(), pool.window(), in);
    }
    if (layer instanceof Subsample subsample) {
      return layers.widen(subsample, layers.thin(subsample, in));
    }
    if (layer instanceof Flatten flatten) {
      return layers.flatten(flatten, in);
    }
    return layers.globalAverage(layer.name(), in);
  }

  private Wire convolve(Parametric layer, Wire in) {
    Parameters p = network.parameters().get(layer.name());
    float[] ordered = new float[p.weights().length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = p.weights()[LayerWriter.weightIndex(layer, in, i)];
    }
    String weights = out.floats(layer.name() + ".weight", ordered, LayerWriter.weightDims(layer));
    String bias = out.floats(layer.name() + ".bias", p.bias(), p.bias().length);
    return layers.convolve(layer, in, weights, bias);
  }
}
