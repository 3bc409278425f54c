package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;

/**
 * How hard {@link PostTrainingQuantizer} tries.
 *
 * @param masterBits width of the stored integers, 8..16; no policy can have wider weights
 * @param samples output positions per layer that are looked at, spread over all images; at least 64
 * @param reconstruct whether scales, ratios, gains and biases are searched for the least error of
 *     each layer's result; if not, they are those of the least error of each tensor, with the mean
 *     error corrected
 * @param roundingReach how far a master integer may lie from its nearest real value, in steps of
 *     the master grid, if that lessens the error of a layer at the narrowest wanted width; 0 to
 *     always round to nearest
 * @param balance how far the ranges of a tensor's channels are brought together before: 0 not at
 *     all, 1 until they are equal
 * @param seed selects the positions
 */
public record QuantizerOptions(
    int masterBits,
    int samples,
    boolean reconstruct,
    int roundingReach,
    double balance,
    long seed) {

  /** Least width of the master integers: what the first and the last layer need. */
  public static final int MIN_MASTER_BITS = StepWidths.OUTER_BITS;

  private static final int MIN_SAMPLES = 64;

  /**
   * 8-bit masters, everything searched. Half balance: equal ranges help activations most, but widen
   * the ranges of the weights that read them.
   */
  public static final QuantizerOptions DEFAULT = new QuantizerOptions(8, 8192, true, 3, 0.5, 1);

  public QuantizerOptions {
    if (masterBits < MIN_MASTER_BITS || masterBits > Bits.MAX) {
      throw new IllegalArgumentException(
          "master integers of " + masterBits + " bits; " + MIN_MASTER_BITS + ".." + Bits.MAX);
    }
    if (samples < MIN_SAMPLES || roundingReach < 0) {
      throw new IllegalArgumentException(
          samples + " samples, rounding reach " + roundingReach + "; at least 64 and 0");
    }
    if (!(balance >= 0 && balance <= 1)) {
      throw new IllegalArgumentException("balance " + balance + " is outside 0..1");
    }
  }

  /** With master integers of another width. */
  public QuantizerOptions withMasterBits(int bits) {
    return new QuantizerOptions(bits, samples, reconstruct, roundingReach, balance, seed);
  }

  /** With another number of samples. */
  public QuantizerOptions withSamples(int count) {
    return new QuantizerOptions(masterBits, count, reconstruct, roundingReach, balance, seed);
  }

  /** With or without the search for the least error of each layer's result. */
  public QuantizerOptions withReconstruct(boolean search) {
    return new QuantizerOptions(masterBits, samples, search, roundingReach, balance, seed);
  }

  /** With another reach of the rounding. */
  public QuantizerOptions withRoundingReach(int steps) {
    return new QuantizerOptions(masterBits, samples, reconstruct, steps, balance, seed);
  }

  /** With channels balanced more or less. */
  public QuantizerOptions withBalance(double strength) {
    return new QuantizerOptions(masterBits, samples, reconstruct, roundingReach, strength, seed);
  }
}
