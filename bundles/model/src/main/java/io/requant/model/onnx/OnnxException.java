package io.requant.model.onnx;

/**
 * An ONNX model cannot be read, or holds something that has no counterpart here. The message names
 * the place, the reason and the way out.
 */
public final class OnnxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** With a message that names place, reason and way out. */
  public OnnxException(String message) {
    super(message);
  }

  /** The same with what caused it. */
  public OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
