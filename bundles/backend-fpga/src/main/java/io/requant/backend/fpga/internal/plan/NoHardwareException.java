package io.requant.backend.fpga.internal.plan;

/** There is no hardware for a network under a policy; the message says which layer and why. */
public final class NoHardwareException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** Says what and why. */
  public NoHardwareException(String message) {
    super(message);
  }
}
