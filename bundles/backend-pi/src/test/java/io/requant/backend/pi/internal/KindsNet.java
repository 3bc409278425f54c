package io.requant.backend.pi.internal;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.testing.Nets;
import java.util.List;

/** A small network with every kind of layer, and so every kind of step. */
final class KindsNet {

  private KindsNet() {}

  static Network make() {
    return Nets.plausible(
        new Graph(
            "kinds",
            new Shape(16, 16, 3),
            Normalisation.identity(3),
            List.of(
                new Conv("stem", Graph.INPUT, 3, 8, Window.square(3, 1, 1), 1),
                Relu.uncapped("stem.relu", "stem"),
                new Conv("depthwise", "stem.relu", 8, 8, Window.square(3, 2, 1), 8),
                new Relu("depthwise.relu", "depthwise", Relu.SIX),
                new Conv("pointwise", "depthwise.relu", 8, 16, Window.square(1, 1, 0), 1),
                new Subsample("shortcut", "stem.relu", 2, 4, 4),
                new Add("residual", "pointwise", "shortcut"),
                Relu.uncapped("residual.relu", "residual"),
                new MaxPool("max", "residual.relu", Window.square(2, 2, 0)),
                new AvgPool("average", "max", Window.square(3, 1, 1)),
                new Add("sum", "max", "average"),
                new Conv("grouped", "sum", 16, 16, Window.square(3, 1, 1), 4),
                new Conv("strided", "grouped", 16, 16, Window.square(3, 2, 1), 1),
                new Flatten("flat", "strided"),
                new Linear("hidden", "flat", 64, 12),
                Relu.uncapped("hidden.relu", "hidden"),
                new GlobalAvgPool("global", "grouped"),
                new Linear("side", "global", 16, 12),
                new Add("both", "hidden.relu", "side"),
                new Flatten("out", "both")),
            List.of()));
  }
}
