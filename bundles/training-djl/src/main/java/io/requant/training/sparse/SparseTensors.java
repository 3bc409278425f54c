package io.requant.training.sparse;

/** Names of the tensors that joint training has besides those of the network. */
final class SparseTensors {

  /** Width of every layer's weights once it has one, else 0. */
  static final String BITS = "sparse.bits";

  /** Multiplier of the size term; estimated bits of all weights. */
  static final String DUAL = "sparse.dual";

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

  /** Derivative of the threshold by the sparsity factor; inverse temperature; dense gradient. */
  static String control(String layer) {
    return layer + ".control";
  }

  /** Gradient of the size term by the factors. */
  static String pull(String layer) {
    return layer + ".pull";
  }

  /** Bits of a kept weight by candidate width; bits in a file over those of the size model. */
  static String costs(String layer) {
    return layer + ".costs";
  }

  /** Prefix of the tensors of the network that teaches. */
  static String teacher(String layer) {
    return "teacher." + layer;
  }
}
