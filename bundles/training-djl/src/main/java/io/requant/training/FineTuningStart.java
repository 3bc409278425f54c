package io.requant.training;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedStart;
import io.requant.training.internal.export.Unfolding;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What fine-tuning starts from: the layers of a trained network in the graph of a backbone.
 *
 * @param graph what is trained
 * @param values first values by tensor name; a new classifier has none and starts at random
 * @param newClassifier whether the classes differ, so that the last layer is a new one
 */
public record FineTuningStart(Graph graph, Map<String, float[]> values, boolean newClassifier) {

  /** Copies the map, but not the arrays in it. */
  public FineTuningStart {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Takes over a network.
   *
   * @param graph the backbone for the new data, normalised as the network's input was
   * @param parent network with a layer of the same name and size for each layer of the graph; the
   *     last one may differ if the classes do
   * @param images new training images, to measure normalisation on; some hundred are enough
   * @throws IllegalArgumentException naming the layer that the network does not have
   */
  public static FineTuningStart of(Graph graph, FloatNetwork parent, CalibrationImages images) {
    boolean newClassifier =
        graph.output() instanceof Linear && !graph.classes().equals(parent.graph().classes());
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      boolean fresh = newClassifier && layer.equals(graph.output());
      parameters.put(layer.name(), fresh ? zeros(layer) : taken(layer, parent));
    }
    SharedStart start = new SharedStart(new FloatNetwork(graph, parameters), images);
    Map<String, float[]> values = Unfolding.values(start);
    if (newClassifier) {
      values.keySet().removeIf(name -> name.startsWith(graph.output().name() + "."));
    }
    return new FineTuningStart(graph, values, newClassifier);
  }

  private static FloatNetwork.Parameters zeros(Parametric layer) {
    return new FloatNetwork.Parameters(
        new float[layer.weightCount()], new float[layer.outChannels()]);
  }

  private static FloatNetwork.Parameters taken(Parametric layer, FloatNetwork parent) {
    FloatNetwork.Parameters found = parent.parameters().get(layer.name());
    if (found == null
        || found.weights().length != layer.weightCount()
        || found.bias().length != layer.outChannels()) {
      throw new IllegalArgumentException(
          "network '%s' %s layer '%s' with %d weights: name the backbone that it was trained as"
              .formatted(
                  parent.graph().name(),
                  found == null ? "has no" : "has " + found.weights().length + " weights, not a",
                  layer.name(),
                  layer.weightCount()));
    }
    return found;
  }

  /** Tells one start from another. */
  public Digest digest() {
    return Unfolding.digest(values);
  }
}
