package io.requant.training.internal.backbone;

import io.requant.model.graph.Graph;
import io.requant.training.BackboneInput;

/**
 * MobileNetV2 (Sandler et al. 2018, table 2) for images of 32x32: the stem and the second stage
 * keep the resolution, so that the last maps are 4x4 rather than 1x1.
 */
public final class MobileNetV2Cifar {
  private static final int STEM = 32;
  private static final int HEAD = 1280;

  /** One row of the paper's table: {@code stride} is that of the first repetition. */
  private record Stage(int expansion, int channels, int repetitions, int stride) {}

  private static final Stage[] STAGES = {
    new Stage(1, 16, 1, 1),
    new Stage(6, 24, 2, 1),
    new Stage(6, 32, 3, 2),
    new Stage(6, 64, 4, 2),
    new Stage(6, 96, 3, 1),
    new Stage(6, 160, 3, 2),
    new Stage(6, 320, 1, 1),
  };

  private MobileNetV2Cifar() {}

  /** Builds the graph. */
  public static Graph of(BackboneInput input) {
    GraphBuilder graph = new GraphBuilder(input);
    graph.conv("stem", STEM, 3, 1).relu6();
    for (int s = 0; s < STAGES.length; s++) {
      for (int block = 0; block < STAGES[s].repetitions(); block++) {
        int stride = block == 0 ? STAGES[s].stride() : 1;
        inverted(graph, "s" + (s + 1) + "b" + (block + 1), STAGES[s], stride);
      }
    }
    graph.conv("head", HEAD, 1, 1).relu6();
    return graph.classifier("mobilenetv2");
  }

  private static void inverted(GraphBuilder graph, String name, Stage stage, int stride) {
    String source = graph.last();
    int in = graph.channels();
    if (stage.expansion() != 1) {
      graph.conv(name + ".expand", in * stage.expansion(), 1, 1).relu6();
    }
    graph.depthwise(name + ".depthwise", stride).relu6();
    String projected = graph.conv(name + ".project", stage.channels(), 1, 1).last();
    if (stride == 1 && in == stage.channels()) {
      graph.sum(name + ".add", projected, source);
    }
  }
}
