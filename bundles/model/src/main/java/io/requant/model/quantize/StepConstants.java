package io.requant.model.quantize;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.policy.LayerPolicy;

/**
 * Real factors and offsets of one step as the integers of its policy entry.
 *
 * <p>The step computes {@code (acc gain + offset + res operand) / scale} in real numbers.
 */
final class StepConstants {

  /** Largest factor that is written; a scale is chosen so that none is larger. */
  static final double LARGEST_FACTOR = Math.scalb(1.0, 13);

  private static final double SMALLEST_FACTOR = Math.scalb(1.0, -46);

  private StepConstants() {}

  /**
   * Writes requantization and bias of a step with weights.
   *
   * @param gains real value of one accumulator step, by channel; 0 for a channel that is constant
   * @param offsets real value added, by channel
   * @param scale real value of one step of the result
   */
  static void weighted(
      LayerPolicy.Builder entry,
      String layer,
      int bits,
      byte[] ratios,
      double[] gains,
      double[] offsets,
      double scale) {
    int[] multipliers = new int[gains.length];
    byte[] shifts = new byte[gains.length];
    int[] biases = new int[gains.length];
    for (int c = 0; c < gains.length; c++) {
      // Of a constant channel only the bias counts: any fine step does.
      boolean constant = gains[c] == 0;
      Requantizer r = requantizer((constant ? scale / 256 : gains[c]) / scale);
      multipliers[c] = r.multiplier();
      shifts[c] = (byte) r.shift();
      biases[c] = bias(layer, c, offsets[c] / (r.factor() * scale), constant);
    }
    entry.weights(bits, ratios, biases).requantize(multipliers, shifts);
  }

  /** Writes requantization of a step without weights. */
  static void plain(LayerPolicy.Builder entry, double gain, double scale) {
    Requantizer r = requantizer(gain / scale);
    entry
        .weights(0, new byte[0], new int[0])
        .requantize(new int[] {r.multiplier()}, new byte[] {(byte) r.shift()});
  }

  /** The nearest requantizer that can be expressed. */
  static Requantizer requantizer(double factor) {
    return Requantizer.of(Math.max(SMALLEST_FACTOR, Math.min(LARGEST_FACTOR, factor)));
  }

  private static int bias(String layer, int c, double steps, boolean constant) {
    double limit = Integer.MAX_VALUE;
    if (constant) {
      // The result saturates long before.
      return (int) Math.max(-limit / 2, Math.min(limit / 2, Math.rint(steps)));
    }
    if (!(Math.abs(steps) < limit)) {
      throw new IllegalArgumentException(
          ("layer '%s', channel %d: its bias is %.3g steps of its accumulator, more than 32 bits"
                  + " hold; its weights are too small against its bias: prune the channel or train"
                  + " again with weight decay")
              .formatted(layer, c, steps));
    }
    return (int) Math.rint(steps);
  }
}
