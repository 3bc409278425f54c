package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.Kernels;

/**
 * Memory that all steps of an engine share: each uses it within its own run only.
 *
 * <p>While the engine is being built, steps ask for room; the arrays are read at run time, when
 * they have their final size.
 */
final class Scratch {

  private float[] floats = {};
  private int[] ints = {};
  private double[] sums = {};
  private double[] inputs = {};

  void reserveFloats(long size) {
    int length = checked(size);
    if (floats.length < length) {
      floats = new float[length];
    }
  }

  void reserveInts(long size) {
    int length = checked(size);
    if (ints.length < length) {
      ints = new int[length];
    }
  }

  void reserveSums(long size) {
    int length = checked(size);
    if (sums.length < length) {
      sums = new double[length];
    }
  }

  void reserveInputs(long size) {
    int length = checked(size);
    if (inputs.length < length) {
      inputs = new double[length];
    }
  }

  /**
   * Whether a step may have that much.
   *
   * @throws TooLargeException if not
   */
  static void check(long size) {
    if (size > Planes.MAX_ELEMENTS) {
      throw new TooLargeException(
          "a step needs scratch memory for %d elements; %d are possible"
              .formatted(size, Planes.MAX_ELEMENTS));
    }
  }

  private static int checked(long size) {
    check(size);
    return (int) size + Kernels.SLACK;
  }

  /** Rearranged input of the step. */
  float[] floats() {
    return floats;
  }

  /** 32-bit accumulators. */
  int[] ints() {
    return ints;
  }

  /** Accumulators in double precision. */
  double[] sums() {
    return sums;
  }

  /** Input of the step in double precision. */
  double[] inputs() {
    return inputs;
  }

  long bytes() {
    return (long) Float.BYTES * floats.length
        + (long) Integer.BYTES * ints.length
        + (long) Double.BYTES * (sums.length + inputs.length);
  }
}
