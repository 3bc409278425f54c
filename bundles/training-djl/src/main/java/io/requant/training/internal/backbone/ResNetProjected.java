package io.requant.training.internal.backbone;

import io.requant.model.graph.Graph;
import io.requant.training.BackboneInput;

/**
 * The ImageNet residual networks of He et al. 2015, table 1, for small images: four stages of 64,
 * 128, 256 and 512 channels, projections (option B) where a block changes its channels.
 *
 * <p>The stem is a 3x3 convolution with stride 1 and there is no pool behind it, because a 7x7 stem
 * with stride 2 and a pool would leave 1x1 of 32x32 pixels. A bottleneck halves the resolution in
 * its 3x3 convolution, as the authors' later code and torchvision do; the number of weights is that
 * of the table either way.
 */
public final class ResNetProjected {
  private static final int STEM = 64;

  /** What a block is made of. */
  private enum Block {
    /** Two 3x3 convolutions. */
    BASIC(1),
    /** 1x1, 3x3 and 1x1 convolutions, the last with four times the channels. */
    BOTTLENECK(4);

    private final int expansion;

    Block(int expansion) {
      this.expansion = expansion;
    }
  }

  private ResNetProjected() {}

  /** ResNet18: 2, 2, 2 and 2 basic blocks. */
  public static Graph resNet18(BackboneInput input) {
    return of("resnet18", input, Block.BASIC, STEM, 2, 2, 2, 2);
  }

  /** ResNet101: 3, 4, 23 and 3 bottlenecks. */
  public static Graph resNet101(BackboneInput input) {
    return of("resnet101", input, Block.BOTTLENECK, STEM, 3, 4, 23, 3);
  }

  /**
   * Bottlenecks of another size, for trials.
   *
   * @param stem channels of the stem and of the first stage's inner convolutions
   * @param blocks blocks of each stage; each stage has twice the channels of the one before
   */
  public static Graph bottlenecks(String name, BackboneInput input, int stem, int... blocks) {
    return of(name, input, Block.BOTTLENECK, stem, blocks);
  }

  private static Graph of(String name, BackboneInput input, Block block, int stem, int... blocks) {
    GraphBuilder graph = new GraphBuilder(input);
    graph.conv("stem", stem, 3, 1).relu();
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int b = 0; b < blocks[stage]; b++) {
        int stride = stage > 0 && b == 0 ? 2 : 1;
        residual(graph, "s" + (stage + 1) + "b" + (b + 1), block, stem << stage, stride);
      }
    }
    return graph.classifier(name);
  }

  private static void residual(
      GraphBuilder graph, String name, Block block, int width, int stride) {
    String source = graph.last();
    int channels = graph.channels();
    int out = width * block.expansion;
    String side = source;
    if (stride != 1 || channels != out) {
      // Before the main branch, whose last convolution can then take along the sum.
      side = graph.conv(name + ".shortcut", out, 1, stride).last();
    }
    graph.from(source, channels);
    if (block == Block.BASIC) {
      graph.conv(name + ".conv1", width, 3, stride).relu();
      graph.conv(name + ".conv2", out, 3, 1);
    } else {
      graph.conv(name + ".conv1", width, 1, 1).relu();
      graph.conv(name + ".conv2", width, 3, stride).relu();
      graph.conv(name + ".conv3", out, 1, 1);
    }
    graph.sum(name + ".add", graph.last(), side).relu();
  }
}
