package io.requant.backend.fpga.internal.cycle;

/** Hardware did not finish its frames within a number of clocks. */
public final class StalledException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  /** Says how far it came. */
  public StalledException(String message) {
    super(message);
  }
}
