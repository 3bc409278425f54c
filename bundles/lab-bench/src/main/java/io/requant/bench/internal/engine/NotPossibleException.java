package io.requant.bench.internal.engine;

/** An engine cannot run a network; the message says why. */
public final class NotPossibleException extends Exception {

  private static final long serialVersionUID = 1;

  public NotPossibleException(String message) {
    super(message);
  }

  public NotPossibleException(String message, Throwable cause) {
    super(message, cause);
  }
}
