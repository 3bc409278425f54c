package io.requant.backend.pi.internal.kernel;

/**
 * The inner loops of an engine on one code path. Lanes run along an image's rows, so every array
 * index below moves by one from lane to lane.
 *
 * <p>Floating point is used as exact integer arithmetic: callers guarantee that no partial sum of
 * one call exceeds 2^24 in magnitude (single precision) or 2^53 (double), so neither the order of
 * summation nor fusing of multiplication and addition can change a bit.
 *
 * <p>An instance belongs to one engine and holds its scratch memory; it is not thread-safe.
 */
public interface Kernels {

  /** Elements beyond the last that a kernel may read or write: room that every array must have. */
  int SLACK = 64;

  /** Name of the path, e.g. {@code java-vector-512}. */
  String name();

  /** Makes room for calls of this size in single precision; before the first of them. */
  void reserveFloat(int channels, int taps, int n);

  /** Makes room for calls of this size in double precision; before the first of them. */
  void reserveDouble(int channels, int taps, int n);

  /** Bytes of scratch memory that have been reserved. */
  long bytes();

  /**
   * {@code sums[at + c*stride + i] = sum over from <= k < to of w[c][k] * in[base + offset[k] + i]}
   * for every channel c and {@code 0 <= i < n}; added to what is there if {@code from > 0}. Up to
   * {@link #SLACK} further elements of each channel's sums become undefined.
   */
  void accumulate(
      FloatTaps taps,
      int from,
      int to,
      float[] in,
      int base,
      int[] sums,
      int at,
      int stride,
      int n);

  /** As the other, over all taps, in double precision. */
  void accumulate(DoubleTaps taps, double[] in, int base, double[] sums, int at, int stride, int n);

  /**
   * {@code out[outAt + i] = scale(sums[at + i], residual[residualAt + i])} for {@code 0 <= i < n},
   * and nothing beyond.
   *
   * @param residual null if the scale has no residual operand
   */
  void requantize(
      int[] sums,
      int at,
      float[] residual,
      int residualAt,
      float[] out,
      int outAt,
      int n,
      ChannelScale scale);
}
