package io.requant.backend.fpga.internal.sim;

/** An external tool, or a simulation that it made, failed. */
public final class ToolException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  /** Names the tool and says what it said. */
  public ToolException(String message) {
    super(message);
  }

  /** Names the tool and keeps the cause. */
  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
