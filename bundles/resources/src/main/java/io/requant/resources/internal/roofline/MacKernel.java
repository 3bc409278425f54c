package io.requant.resources.internal.roofline;

/**
 * Arithmetic that the compiler of the JVM turns into vector instructions. Eight operations for one
 * value read and written, so that the arithmetic is the ceiling and not the first cache.
 */
enum MacKernel {
  /** Single precision with fused multiply-add: what the CPU engine computes integers with. */
  FLOAT_FMA("fp32 fused multiply-add") {
    @Override
    void sweep(Operands operands) {
      float[] sums = operands.floatSums;
      float[] factors = operands.floats;
      for (int i = 0; i < LENGTH; i++) {
        float x = factors[i];
        float sum = Math.fma(sums[i], x, 1.01f);
        sum = Math.fma(sum, x, 0.99f);
        sum = Math.fma(sum, x, 1.02f);
        sum = Math.fma(sum, x, 0.98f);
        sum = Math.fma(sum, x, 1.03f);
        sum = Math.fma(sum, x, 0.97f);
        sum = Math.fma(sum, x, 1.04f);
        sums[i] = Math.fma(sum, x, 0.96f);
      }
    }
  },
  /** The same in two instructions, for processors that do not fuse. */
  FLOAT("fp32 multiply and add") {
    @Override
    void sweep(Operands operands) {
      float[] sums = operands.floatSums;
      float[] factors = operands.floats;
      for (int i = 0; i < LENGTH; i++) {
        float x = factors[i];
        float sum = sums[i] * x + 1.01f;
        sum = sum * x + 0.99f;
        sum = sum * x + 1.02f;
        sum = sum * x + 0.98f;
        sum = sum * x + 1.03f;
        sum = sum * x + 0.97f;
        sum = sum * x + 1.04f;
        sums[i] = sum * x + 0.96f;
      }
    }
  },
  /** Pairs of 16-bit integers into 32-bit sums: one instruction where there is one for it. */
  SHORT_PAIRS("int16 pairs into int32") {
    @Override
    void sweep(Operands operands) {
      int[] sums = operands.intSums;
      short[] a = operands.shortsA;
      short[] b = operands.shortsB;
      for (int pass = 0; pass < TAPS / 2; pass++) {
        for (int i = 0; i < LENGTH; i++) {
          sums[i] += a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
        }
      }
    }
  };

  /** Values that a sweep goes over: they fit the first cache. */
  static final int LENGTH = 512;

  /** Multiply-accumulates for each. */
  static final int TAPS = 8;

  private final String description;

  MacKernel(String description) {
    this.description = description;
  }

  /** One sweep: LENGTH x TAPS multiply-accumulates. */
  abstract void sweep(Operands operands);

  String description() {
    return description;
  }

  /** What sweeps read and write. */
  static final class Operands {
    /** Below 1, so that sums stay small: numbers that overflow or vanish would be slower. */
    final float[] floats = new float[LENGTH];

    final float[] floatSums = new float[LENGTH];
    final short[] shortsA = new short[2 * LENGTH];
    final short[] shortsB = new short[2 * LENGTH];
    final int[] intSums = new int[LENGTH];

    Operands() {
      for (int i = 0; i < LENGTH; i++) {
        floats[i] = (i % 16 - 8) / 16f;
        shortsA[2 * i] = (short) (i % 128);
        shortsA[2 * i + 1] = (short) (i % 64);
        shortsB[2 * i] = (short) (i % 32 - 16);
        shortsB[2 * i + 1] = (short) (i % 16 - 8);
      }
    }

    /** Depends on everything that was computed. */
    double digest() {
      double digest = 0;
      for (int i = 0; i < LENGTH; i++) {
        digest += floatSums[i] + intSums[i];
      }
      return digest;
    }
  }
}
