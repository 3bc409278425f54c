package io.requant.model.quantize;

/** Names of the tensors of a {@link SharedNetwork}, which are also those of its training. */
public final class SharedTensors {

  private SharedTensors() {}

  /** Prefix of the normalisation that a convolution uses at a width. */
  public static String normalisation(String layer, int bits) {
    return layer + "@" + bits;
  }

  /** How much finer than the top planes the grid of a convolution's weights is at a width. */
  public static String ratio(String layer, int bits) {
    return layer + "@" + bits + ".ratio";
  }

  /** Steps per unit of the activations at a point, at a width. */
  public static String gain(String point, int bits) {
    return point + "@" + bits + ".gain";
  }
}
