package io.requant.backend.pi.internal.planar;

import java.util.Arrays;

/**
 * Divides the taps of a layer into runs whose sums are exact in single precision: whatever the
 * input, no partial sum of a run exceeds 2^24 in magnitude.
 */
final class Cuts {

  private static final long EXACT = 1L << 24;

  /** Shorter runs on average cost more in additions than double precision does. */
  private static final int SHORTEST = 16;

  private Cuts() {}

  /**
   * Ends of the runs.
   *
   * @param weights of one tap per row, one channel per column
   * @param magnitude largest magnitude of an input
   * @param sumsFit whether the sum of all runs fits 32 bits
   * @return null if single precision does not pay
   */
  static int[] of(WeightMatrix weights, int magnitude, boolean sumsFit) {
    long[] sums = new long[weights.channels()];
    int[] ends = new int[weights.taps()];
    int count = 0;
    for (int k = 0; k < weights.taps(); k++) {
      if (!add(weights, k, magnitude, sums)) {
        ends[count++] = k;
        Arrays.fill(sums, 0);
        if (!add(weights, k, magnitude, sums)) {
          return null;
        }
      }
    }
    ends[count++] = weights.taps();
    boolean pays = count == 1 || (sumsFit && weights.taps() / count >= SHORTEST);
    return pays ? Arrays.copyOf(ends, count) : null;
  }

  private static boolean add(WeightMatrix weights, int tap, int magnitude, long[] sums) {
    boolean fits = true;
    for (int c = 0; c < sums.length; c++) {
      sums[c] += (long) Math.abs(weights.at(c, tap)) * magnitude;
      fits &= sums[c] <= EXACT;
    }
    return fits;
  }
}
