package io.requant.model.file;

/**
 * Adaptive probabilities of bits, one per context: the mean of a fast and a slow estimate. Integers
 * only, so that every machine computes the same.
 */
final class BitModel {

  private static final int FAST = 4;
  private static final int SLOW = 7;
  private static final int HALF = 1 << 15;
  private static final int LEAST = 32;

  private final int[] fast;
  private final int[] slow;
  private final byte[] seen;

  BitModel(int contexts) {
    fast = new int[contexts];
    slow = new int[contexts];
    seen = new byte[contexts];
    java.util.Arrays.fill(fast, HALF);
    java.util.Arrays.fill(slow, HALF);
  }

  /** Probability of a 1 in 65536ths. */
  int one(int context) {
    int p = (fast[context] + slow[context]) >> 1;
    return Math.max(LEAST, Math.min(65536 - LEAST, p));
  }

  void update(int context, int bit) {
    int target = bit == 1 ? 65535 : 0;
    // Early on an estimate follows what it has seen: 1/2, 1/3, ... of the way.
    int n = seen[context] + 2;
    fast[context] += (target - fast[context]) / Math.min(n, 1 << FAST);
    slow[context] += (target - slow[context]) / Math.min(n, 1 << SLOW);
    if (seen[context] < 126) {
      seen[context]++;
    }
  }
}
