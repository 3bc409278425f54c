package io.requant.dscprune.internal.prune;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;

/** Layers that read another tensor, or another number of channels, than before. */
final class Rewiring {

  private Rewiring() {}

  /**
   * A layer of one input that reads another tensor of the same shape.
   *
   * @throws IllegalArgumentException if it has two inputs
   */
  static Layer reading(Layer layer, String tensor) {
    if (layer instanceof Conv c) {
      return new Conv(c.name(), tensor, c.inChannels(), c.outChannels(), c.window(), c.groups());
    } else if (layer instanceof Linear l) {
      return new Linear(l.name(), tensor, l.inFeatures(), l.outFeatures());
    } else if (layer instanceof Relu r) {
      return new Relu(r.name(), tensor, r.cap());
    } else if (layer instanceof MaxPool p) {
      return new MaxPool(p.name(), tensor, p.window());
    } else if (layer instanceof AvgPool p) {
      return new AvgPool(p.name(), tensor, p.window());
    } else if (layer instanceof GlobalAvgPool) {
      return new GlobalAvgPool(layer.name(), tensor);
    } else if (layer instanceof Flatten) {
      return new Flatten(layer.name(), tensor);
    } else if (layer instanceof Subsample s) {
      return new Subsample(s.name(), tensor, s.stride(), s.channelsBefore(), s.channelsAfter());
    }
    throw new IllegalArgumentException(
        "layer '%s' adds two tensors (%s); only chains can be cut"
            .formatted(layer.name(), kind(layer)));
  }

  private static String kind(Layer layer) {
    return layer instanceof Add a ? a.left() + " and " + a.right() : layer.inputs().toString();
  }
}
