package io.requant.training.internal.torch;

/** What training and folding must agree on. */
public final class BatchNorm {
  /** Added to the variance, as PyTorch does by default. */
  public static final double EPSILON = 1e-5;

  private BatchNorm() {}
}
