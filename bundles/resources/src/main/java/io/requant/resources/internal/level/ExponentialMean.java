package io.requant.resources.internal.level;

/** Exponential mean of values that come at any times. */
final class ExponentialMean {

  private final double timeConstantNanos;
  private double mean = Double.NaN;
  private long lastNanos;

  /**
   * Starts with nothing.
   *
   * @param timeConstantNanos time after which a step is followed by 63 %; 0 follows at once
   */
  ExponentialMean(long timeConstantNanos) {
    this.timeConstantNanos = timeConstantNanos;
  }

  /** Takes a value and returns the mean, which lies between the values seen. */
  double update(long nanos, double value) {
    if (Double.isNaN(mean) || timeConstantNanos == 0) {
      mean = value;
    } else {
      double weight = -Math.expm1(-Math.max(0, nanos - lastNanos) / timeConstantNanos);
      mean += weight * (value - mean);
    }
    lastNanos = nanos;
    return mean;
  }
}
