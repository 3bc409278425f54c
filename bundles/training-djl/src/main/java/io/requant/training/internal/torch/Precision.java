package io.requant.training.internal.torch;

/** Number format in which convolutions are computed and activations are kept. */
public enum Precision {
  /** IEEE single precision, for evaluation. */
  FLOAT32(6, "f32"),
  /** bfloat16 with single precision accumulation and statistics: about 1.8 times as fast. */
  BFLOAT16(15, "bf16");

  private final int scalarType;
  private final String suffix;

  Precision(int scalarType, String suffix) {
    this.scalarType = scalarType;
    this.suffix = suffix;
  }

  /** The number of this format in c10/core/ScalarType.h. */
  int scalarType() {
    return scalarType;
  }

  String suffix() {
    return suffix;
  }
}
