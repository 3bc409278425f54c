package io.requant.fleet.protocol;

/** A message is refused. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final RejectionCode code;

  /** Names the code, and what is wrong with which part. */
  public RefusedException(RejectionCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Names the code, what is wrong with which part, and the cause. */
  public RefusedException(RejectionCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Why. */
  public RejectionCode code() {
    return code;
  }
}
