package io.requant.training;

import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.training.internal.export.Folding;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network as training leaves it: every convolution still has its batch normalisation.
 *
 * @param graph topology
 * @param tensors values by tensor name: {@code <layer>.weight} (output channels, input channels per
 *     group, rows, columns; or outputs, inputs), {@code .gamma}, {@code .beta}, {@code .mean},
 *     {@code .variance} of a convolution, {@code .bias} of a linear layer
 */
public record TrainedNetwork(Graph graph, Map<String, float[]> tensors) {

  /** Copies the map, but not the arrays in it. */
  public TrainedNetwork {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** The same function with the normalisations folded into weights and biases. */
  public FloatNetwork folded() {
    return Folding.fold(graph, tensors);
  }
}
