package io.requant.training.internal.optim;

/**
 * Learning rate by step: a linear rise, then half a cosine down to zero. It depends on the step
 * only, never on time, so that a resumed run follows the same curve.
 *
 * @param peak largest rate
 * @param warmUpFraction part of all steps spent rising, 0..1
 * @param steps number of steps of the whole run
 */
public record Schedule(double peak, double warmUpFraction, long steps) {

  /** Rate of a step. */
  public double at(long step) {
    double rise = warmUpFraction * steps;
    if (step < rise) {
      return peak * (step + 1) / Math.max(1, rise);
    }
    double progress = (step - rise) / Math.max(1, steps - rise);
    return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
