package io.requant.api.resource;

/**
 * How much of the device is left for inference, in the four steps of Wang et al. 2023 (Table 2):
 * the budget of a level is its percentage of what 8-bit weights and activations cost. Ordered from
 * the least to the most.
 */
public enum ResourceLevel {
  /** Lacking: less than a quarter is left. */
  SCARCE_25(25),
  /** Medium: a quarter to a half is left. */
  MEDIUM_50(50),
  /** Enough: a half to three quarters are left. */
  AMPLE_75(75),
  /** Rich: more than three quarters are left. */
  RICH_100(100);

  private final int percent;

  ResourceLevel(int percent) {
    this.percent = percent;
  }

  /** Budget of the level in per cent: 25, 50, 75 or 100. */
  public int percent() {
    return percent;
  }

  /**
   * The level of a share at rest, without hysteresis: quarters, a border belongs to the level
   * above.
   *
   * @param share what is left, 0..1
   * @throws IllegalArgumentException if the share is not 0..1
   */
  public static ResourceLevel ofShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share left " + share + ": 0..1 is possible");
    }
    return values()[Math.min((int) (share * 4), 3)];
  }
}
