package io.requant.api.preprocess;

/**
 * One axis of an area-averaging resize, in integers.
 *
 * <p>With {@code g = gcd(source, target)}, {@code s = source / g} and {@code t = target / g},
 * lengths are measured in units of {@code 1/t} source pixel. Target pixel i covers {@code [i*s,
 * (i+1)*s)} and source pixel j covers {@code [j*t, (j+1)*t)}; the weight of j in i is the length of
 * their overlap. The weights of every target pixel add up to {@code s}. Where the source is a whole
 * multiple of the target every weight is 1.
 */
public final class BoxAxis {

  private final int offset;
  private final int sourceUnits;
  private final int targetUnits;
  private final int[] firsts;
  private final int[] lasts;

  /**
   * Lays out an axis.
   *
   * @param offset first source pixel
   * @param source source pixels
   * @param target target pixels
   */
  public BoxAxis(int offset, int source, int target) {
    int g = gcd(source, target);
    this.offset = offset;
    this.sourceUnits = source / g;
    this.targetUnits = target / g;
    firsts = new int[target];
    lasts = new int[target];
    for (int i = 0; i < target; i++) {
      firsts[i] = offset + (int) ((long) i * sourceUnits / targetUnits);
      lasts[i] = offset + (int) (((long) (i + 1) * sourceUnits - 1) / targetUnits);
    }
  }

  /** First source pixel that target pixel {@code i} covers. */
  public int first(int i) {
    return firsts[i];
  }

  /** Last source pixel that target pixel {@code i} covers. */
  public int last(int i) {
    return lasts[i];
  }

  /** Overlap of target pixel {@code i} and source pixel {@code j}, 1..t. */
  public int weight(int i, int j) {
    long start = Math.max((long) i * sourceUnits, (long) (j - offset) * targetUnits);
    long end = Math.min((long) (i + 1) * sourceUnits, (long) (j - offset + 1) * targetUnits);
    return (int) (end - start);
  }

  /** Weight of a source pixel that lies wholly inside a target pixel. */
  public int inner() {
    return targetUnits;
  }

  /** Sum of the weights of one target pixel. */
  public int total() {
    return sourceUnits;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
