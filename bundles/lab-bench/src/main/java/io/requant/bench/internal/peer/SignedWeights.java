package io.requant.bench.internal.peer;

/** Symmetric 8-bit weights, one scale per output channel. */
final class SignedWeights {

  private static final int LIMIT = 127;

  private SignedWeights() {}

  /**
   * Rounds weights.
   *
   * @param values channel by channel
   * @param scales receives the scale of each channel; its length is the number of channels
   */
  static byte[] of(float[] values, float[] scales) {
    byte[] integers = new byte[values.length];
    int taps = values.length / scales.length;
    for (int c = 0; c < scales.length; c++) {
      float largest = Float.MIN_NORMAL;
      for (int i = c * taps; i < (c + 1) * taps; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      scales[c] = largest / LIMIT;
      for (int i = c * taps; i < (c + 1) * taps; i++) {
        integers[i] = (byte) Math.round(values[i] / scales[c]);
      }
    }
    return integers;
  }
}
