package io.requant.training.internal.backbone;

import io.requant.model.graph.Graph;
import io.requant.training.BackboneInput;

/**
 * VGG16 (Simonyan and Zisserman 2015, table 1, column D) for images of 32x32, with batch
 * normalisation. The five pools leave one pixel of 512 channels, so that one fully connected layer
 * is all that is left of the paper's three; the hidden ones would hold nine tenths of the weights.
 */
public final class VggCifar {
  /** Channels of the convolutions between two pools. */
  private static final int[][] STAGES = {
    {64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}
  };

  private VggCifar() {}

  /** Builds the graph. */
  public static Graph sixteen(BackboneInput input) {
    GraphBuilder graph = new GraphBuilder(input);
    for (int s = 0; s < STAGES.length; s++) {
      for (int c = 0; c < STAGES[s].length; c++) {
        graph.conv("s" + (s + 1) + "c" + (c + 1), STAGES[s][c], 3, 1).relu();
      }
      graph.halve("pool" + (s + 1));
    }
    return graph.classifier("vgg16");
  }
}
