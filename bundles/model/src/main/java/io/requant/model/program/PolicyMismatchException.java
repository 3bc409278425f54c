package io.requant.model.program;

/** A policy does not fit a network. */
public final class PolicyMismatchException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** Says what does not fit. */
  public PolicyMismatchException(String message) {
    super(message);
  }
}
