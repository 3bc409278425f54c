package io.requant.backend.pi.internal.planar;

/** A network does not fit the engine's arrays. */
public final class TooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Names the tensor and the limit. */
  public TooLargeException(String message) {
    super(message);
  }
}
