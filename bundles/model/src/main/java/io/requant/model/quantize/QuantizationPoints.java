package io.requant.model.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a graph is quantized at a width that can be chosen, as opposed to the 8 bits of everything
 * else.
 *
 * <p>Weights: those of every layer; the outer ones, the first and the last, keep 8 bits unless a
 * choice says otherwise. Activations: the results of rectifiers that nothing but convolutions read,
 * at once or what max pools leave of them: the largest of some values is also the largest when they
 * are rounded. What a sum also reads, the stream that runs past the blocks of a residual network,
 * stays at 8 bits, as do the network's input and what a linear layer reads.
 */
public final class QuantizationPoints {

  private final List<Conv> convolutions;
  private final List<Parametric> outer;
  private final Map<String, List<Conv>> readers = new LinkedHashMap<>();
  private final Map<String, Relu> bySource = new LinkedHashMap<>();
  private final Map<String, Relu> pointOfReader = new LinkedHashMap<>();

  private QuantizationPoints(List<Conv> convolutions, List<Parametric> outer) {
    this.convolutions = List.copyOf(convolutions);
    this.outer = List.copyOf(outer);
  }

  /** Finds the points of a graph. */
  public static QuantizationPoints of(Graph graph) {
    List<Conv> convolutions = new ArrayList<>();
    List<Parametric> outer = new ArrayList<>();
    for (Parametric layer : graph.parametricLayers()) {
      if (layer instanceof Conv conv && !conv.inputs().contains(Graph.INPUT)) {
        convolutions.add(conv);
      } else {
        outer.add(layer);
      }
    }
    QuantizationPoints points = new QuantizationPoints(convolutions, outer);
    for (Layer layer : graph.layers()) {
      if (layer instanceof Relu relu && relu != graph.output()) {
        points.add(graph, relu);
      }
    }
    return points;
  }

  private void add(Graph graph, Relu relu) {
    List<Layer> all = new ArrayList<>();
    addReaders(graph, relu.name(), all);
    List<Conv> convs = convolutions.stream().filter(all::contains).toList();
    boolean oneTensor = convs.stream().map(Conv::input).distinct().count() == 1;
    if (!oneTensor || convs.size() != all.size()) {
      return;
    }
    readers.put(relu.name(), convs);
    convs.forEach(conv -> pointOfReader.put(conv.name(), relu));
    boolean normalised =
        !relu.input().equals(Graph.INPUT)
            && graph.layer(relu.input()) instanceof Conv
            && graph.readers(relu.input()).size() == 1;
    if (normalised) {
      bySource.put(relu.input(), relu);
    }
  }

  /** Readers of a tensor, those of what max pools make of it in place of the pools. */
  private static void addReaders(Graph graph, String tensor, List<Layer> all) {
    for (Layer reader : graph.readers(tensor)) {
      if (reader instanceof MaxPool && reader != graph.output()) {
        addReaders(graph, reader.name(), all);
      } else {
        all.add(reader);
      }
    }
  }

  /** Convolutions that do not read the network's input, in computing order. */
  public List<Conv> convolutions() {
    return convolutions;
  }

  /** The other layers with weights: those that read the input, and linear ones. */
  public List<Parametric> outer() {
    return outer;
  }

  /** Whether a layer is one of {@link #convolutions}. */
  public boolean chosen(Parametric layer) {
    return layer instanceof Conv && convolutions.contains(layer);
  }

  /** Names of the rectifiers that are points, with the convolutions that read each. */
  public Map<String, List<Conv>> readers() {
    return java.util.Collections.unmodifiableMap(readers);
  }

  /** The point that the normalisation of a convolution feeds alone, or null. */
  public Relu fedBy(Conv conv) {
    return bySource.get(conv.name());
  }

  /** Whether a point is fed by nothing but the normalisation of a convolution. */
  public boolean normalised(Relu point) {
    return bySource.containsValue(point);
  }

  /**
   * The point that a convolution reads, perhaps past pools, or null if it reads the input or a
   * stream.
   */
  public Relu readBy(Conv conv) {
    return pointOfReader.get(conv.name());
  }
}
