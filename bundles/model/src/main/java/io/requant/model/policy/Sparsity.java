package io.requant.model.policy;

/** Pattern of the zeros among a layer's weights: engines may choose a kernel by it. */
public enum Sparsity {
  /** No pattern is promised. */
  DENSE,
  /** Zeros anywhere. */
  UNSTRUCTURED,
  /** Zeros in blocks of four input channels of one output channel. */
  BLOCK_1X4,
  /** Zeros in blocks of four input channels of sixteen output channels. */
  BLOCK_16X4
}
