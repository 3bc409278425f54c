package io.requant.training.internal.backbone;

import io.requant.model.graph.Graph;
import io.requant.training.BackboneInput;

/**
 * MobileNetV1 (Howard et al. 2017, table 1): a stem and depthwise-separable layers, whole or the
 * first of them, at any width.
 *
 * <p>The stem halves the resolution of images of at least {@value #LARGE} pixels a side, as in the
 * paper; smaller ones keep theirs, so that the last maps of 32x32 pixels are 2x2.
 */
public final class SeparableNet {
  /** Most depthwise-separable layers. */
  public static final int LAYERS = 13;

  private static final int LARGE = 64;
  private static final int STEM = 32;
  private static final int[] CHANNELS = {
    64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024
  };

  private SeparableNet() {}

  /**
   * Builds the graph.
   *
   * @param name name of the graph
   * @param input what it reads and tells apart
   * @param width factor on all channels, 1/32..4
   * @param layers depthwise-separable layers, 1..13
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static Graph of(String name, BackboneInput input, double width, int layers) {
    if (!(width >= 1.0 / STEM && width <= 4)) {
      throw new IllegalArgumentException("width " + width + " is outside 1/32..4");
    }
    if (layers < 1 || layers > LAYERS) {
      throw new IllegalArgumentException(
          layers + " depthwise-separable layers; 1.." + LAYERS + " are possible");
    }
    int side = Math.min(input.shape().height(), input.shape().width());
    GraphBuilder graph = new GraphBuilder(input);
    graph.conv("stem", scaled(STEM, width), 3, side >= LARGE ? 2 : 1).relu();
    for (int i = 0; i < layers; i++) {
      boolean halves = i > 0 && CHANNELS[i] > CHANNELS[i - 1];
      graph.depthwise("dw" + (i + 1), halves ? 2 : 1).relu();
      graph.conv("pw" + (i + 1), scaled(CHANNELS[i], width), 1, 1).relu();
    }
    return graph.classifier(name);
  }

  private static int scaled(int channels, double width) {
    return (int) Math.round(channels * width);
  }
}
