package io.requant.training.internal.backbone;

import io.requant.model.graph.Graph;
import io.requant.training.BackboneInput;

/** The CIFAR residual networks of He et al. 2015, section 4.2, with 6n+2 layers and option A. */
public final class ResNetCifar {
  private static final int[] WIDTHS = {16, 32, 64};

  private ResNetCifar() {}

  /**
   * Builds the graph.
   *
   * @param depth 6n+2 with n at least 1
   * @param input what it reads and tells apart
   */
  public static Graph of(int depth, BackboneInput input) {
    int blocks = (depth - 2) / 6;
    if (blocks < 1 || depth != 6 * blocks + 2) {
      throw new IllegalArgumentException("depth " + depth + " is not 6n+2");
    }
    GraphBuilder graph = new GraphBuilder(input);
    graph.conv("stem", WIDTHS[0], 3, 1).relu();
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        residual(graph, "s" + (stage + 1) + "b" + (block + 1), WIDTHS[stage], stride);
      }
    }
    return graph.classifier("resnet" + depth);
  }

  private static void residual(GraphBuilder graph, String name, int width, int stride) {
    String source = graph.last();
    int channels = graph.channels();
    String side = source;
    if (stride != 1) {
      side = graph.shortcut(name + ".shortcut", stride, width).last();
    }
    graph.from(source, channels).conv(name + ".conv1", width, 3, stride).relu();
    String main = graph.conv(name + ".conv2", width, 3, 1).last();
    graph.sum(name + ".add", main, side).relu();
  }
}
