package io.requant.quantlstm.internal.search;

/**
 * What a convolution can be given.
 *
 * @param weightBits width of its weights
 * @param activationBits width of what it reads, where that has a width to choose
 */
public record Option(int weightBits, int activationBits) implements Comparable<Option> {

  /** The same width for both. */
  public static Option of(int bits) {
    return new Option(bits, bits);
  }

  /** By the product of the widths: by what a layer costs. */
  @Override
  public int compareTo(Option other) {
    int byCost =
        Integer.compare(weightBits * activationBits, other.weightBits * other.activationBits);
    int byWeights = Integer.compare(weightBits, other.weightBits);
    return byCost != 0
        ? byCost
        : byWeights != 0 ? byWeights : Integer.compare(activationBits, other.activationBits);
  }

  @Override
  public String toString() {
    return "w" + weightBits + "a" + activationBits;
  }
}
