package io.requant.api.command;

/** A verb failed for a reason that its user can understand: shown without a stack trace. */
public final class VerbException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Names the input, the reason and the way out. */
  public VerbException(String message) {
    super(message);
  }

  /** Names the input, the reason and the way out, and keeps the cause for the log. */
  public VerbException(String message, Throwable cause) {
    super(message, cause);
  }
}
