package io.requant.training.sparse;

/** Names of the tensors that joint training has besides those of the network. */
final class SparseTensors {

  /** Width of every layer's weights once it has one, else 0. */
  static final String BITS = "sparse.bits";

  /** Logarithm of the multiplier of the size term; estimated bits of all weights. */
  static final String DUAL = "sparse.dual";

  /** Mean curvature of the loss by the weights of every layer. */
  static final String CURVATURE = "sparse.curvature";

  private SparseTensors() {}

  /** Sparsity factor, then one factor per candidate width: trained by Adam. */
  static String factors(String layer) {
    return layer + ".factors";
  }

  /** 1 for a kept weight, else 0. */
  static String mask(String layer) {
    return layer + ".mask";
  }

  /** Integers per unit by candidate width and output channel. */
  static String inverse(String layer) {
    return layer + ".inverse";
  }

  /** Derivative of the threshold by the sparsity factor; inverse temperature. */
  static String control(String layer) {
    return layer + ".control";
  }

  /** 1 for an output channel whose pruned weights get gradients, else 0. */
  static String dense(String layer) {
    return layer + ".dense";
  }

  /** Gradient of size and expected loss by the factors. */
  static String pull(String layer) {
    return layer + ".pull";
  }

  /**
   * By candidate width bits of a kept weight, then mean squared errors; at last the bits in a file
   * over those of the size model.
   */
  static String costs(String layer) {
    return layer + ".costs";
  }

  /** Prefix of the tensors of the network that teaches. */
  static String teacher(String layer) {
    return "teacher." + layer;
  }
}
