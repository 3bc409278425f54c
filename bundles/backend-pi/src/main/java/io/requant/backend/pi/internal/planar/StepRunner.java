package io.requant.backend.pi.internal.planar;

/** One step, bound to its tensors. */
interface StepRunner {

  /** Computes the step; allocates nothing. */
  void run();

  /** Bytes that this step holds for itself: weights and tables. */
  default long bytes() {
    return 0;
  }
}
