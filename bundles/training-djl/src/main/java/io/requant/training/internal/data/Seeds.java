package io.requant.training.internal.data;

import java.util.SplittableRandom;

/**
 * Random generators that depend on nothing but the run's seed and the place in the run. A resumed
 * run therefore draws the same numbers without any generator state in the checkpoint.
 */
public final class Seeds {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  /** A generator for one place, for example {@code (seed, epoch, step, replica)}. */
  public static SplittableRandom at(long... place) {
    long state = 0;
    for (long part : place) {
      state = mix(state + GOLDEN + mix(part + GOLDEN));
    }
    return new SplittableRandom(state);
  }

  /** The finaliser of MurmurHash3 in Stafford's variant 13. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
