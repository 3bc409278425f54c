package io.requant.backend.pi.internal.jni;

import java.util.Set;

/**
 * What may compute a convolution in C besides the dense kernels of bytes and words, which always
 * may. If several may, whichever is predicted to be fastest serves; a plan that allows but one of
 * those for zeros gets it wherever it can serve, faster or not.
 */
public enum NativeKernel {
  /** F(4x4, 3x3) in integers. */
  WINOGRAD(1),
  /** Lists of the blocks that are not zero: a vector of output channels x 4 input channels. */
  BLOCKS(2),
  /** Lists of the words that are not zero: 4 input channels of one output channel. */
  WORDS(4);

  private final int bit;

  NativeKernel(int bit) {
    this.bit = bit;
  }

  /** As plan.h numbers them. */
  static int bits(Set<NativeKernel> kernels) {
    return kernels.stream().mapToInt(k -> k.bit).sum();
  }
}
