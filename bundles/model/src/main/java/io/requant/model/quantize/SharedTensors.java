package io.requant.model.quantize;

import io.requant.model.graph.Conv;

/** Names of the tensors of a {@link SharedNetwork}, which are also those of its training. */
public final class SharedTensors {

  private SharedTensors() {}

  /** Prefix of the normalisation that a convolution uses at a width. */
  public static String normalisation(String layer, int bits) {
    return layer + "@" + bits;
  }

  /**
   * Prefix of the normalisation that a convolution uses: one that reads the network's input has the
   * layer's own name at 8 bits, where a network that was never trained for others has it too.
   */
  public static String normalisation(QuantizationPoints points, Conv conv, int bits) {
    return points.chosen(conv) || bits < SharedNetwork.OUTER_BITS
        ? normalisation(conv.name(), bits)
        : conv.name();
  }

  /** How much finer than the top planes the grid of a layer's weights is at a width. */
  public static String ratio(String layer, int bits) {
    return layer + "@" + bits + ".ratio";
  }

  /** Steps per unit of the activations at a point, at a width. */
  public static String gain(String point, int bits) {
    return point + "@" + bits + ".gain";
  }
}
