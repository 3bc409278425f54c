package io.requant.model.onnx;

/** ONNX was asked for where its protobuf library is not installed. */
public final class OnnxUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  OnnxUnavailableException(Throwable cause) {
    super(
        "ONNX import and export need the bundle com.google.protobuf (3.25), which is not installed:"
            + " use the lab product, or install that bundle and refresh io.requant.model",
        cause);
  }
}
