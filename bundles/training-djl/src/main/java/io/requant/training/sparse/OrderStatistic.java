package io.requant.training.sparse;

/**
 * The k-th smallest of some non-negative numbers, by two counting passes over their bits: the bits
 * of non-negative floats ascend with their values. Used by one thread.
 */
final class OrderStatistic {

  private static final int HALF = 16;

  private final int[] counts = new int[1 << HALF];

  /**
   * Finds the k-th smallest.
   *
   * @param values non-negative, no NaN
   * @param k 1..values.length
   */
  float smallest(float[] values, int k) {
    if (k < 1 || k > values.length) {
      throw new IllegalArgumentException("rank " + k + " of " + values.length + " values");
    }
    java.util.Arrays.fill(counts, 0);
    for (float value : values) {
      counts[Float.floatToRawIntBits(value) >>> HALF]++;
    }
    int rest = k;
    int high = 0;
    while (rest > counts[high]) {
      rest -= counts[high++];
    }
    java.util.Arrays.fill(counts, 0);
    for (float value : values) {
      int bits = Float.floatToRawIntBits(value);
      if ((bits >>> HALF) == high) {
        counts[bits & 0xFFFF]++;
      }
    }
    int low = 0;
    while (rest > counts[low]) {
      rest -= counts[low++];
    }
    return Float.intBitsToFloat(high << HALF | low);
  }
}
