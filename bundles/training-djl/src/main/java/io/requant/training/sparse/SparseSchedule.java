package io.requant.training.sparse;

/**
 * What happens when in a run of some steps.
 *
 * <p>Sparsity rises along a cubic (Zhu and Gupta 2017) over the first 60 %, while widths are
 * searched with a falling temperature. From 65 % on every layer has one width; from 75 % on the
 * mask stays.
 *
 * @param steps steps of the run
 */
record SparseSchedule(long steps) {

  private static final double RAMP = 0.60;
  private static final double HARD = 0.65;
  private static final double FROZEN = 0.75;
  private static final double COOLEST = 0.1;

  /** Part of the wanted sparsity that is in effect after some steps, 0..1. */
  double ramp(long step) {
    double rest = Math.max(0, 1 - step / (RAMP * steps));
    return 1 - rest * rest * rest;
  }

  /** Temperature of the softmax over widths: from 1 down, geometrically. */
  double temperature(long step) {
    return Math.pow(COOLEST, Math.min(1, step / (double) Math.max(1, hard())));
  }

  /** Step from which on every layer has one width. */
  long hard() {
    return Math.round(HARD * steps);
  }

  /** Step from which on mask and grid stay. */
  long frozen() {
    return Math.round(FROZEN * steps);
  }
}
