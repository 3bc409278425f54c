package io.requant.training;

/** What changes a tensor during training. */
public sealed interface Update {

  /**
   * Nesterov momentum with the rate of the run's schedule.
   *
   * @param rateFactor multiplies the scheduled rate, at least 0
   * @param weightDecay added to the gradient per unit of the value, at least 0
   */
  record Descent(double rateFactor, double weightDecay) implements Update {}

  /**
   * Adam (Kingma and Ba 2015) with the usual decays 0.9 and 0.999.
   *
   * @param rate its own constant rate, above 0
   */
  record Adam(double rate) implements Update {}

  /** The forward pass itself, as with running statistics: every replica has its own copy. */
  record Statistic() implements Update {}

  /** Nothing; a {@link TrainingMethod} may write it between steps. */
  record Fixed() implements Update {}

  /** Whether gradients are recorded for it. */
  default boolean trained() {
    return this instanceof Descent || this instanceof Adam;
  }
}
