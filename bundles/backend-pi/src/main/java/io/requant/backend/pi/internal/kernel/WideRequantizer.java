package io.requant.backend.pi.internal.kernel;

/** Requantization in 64 bits, one element at a time: exact for every accumulator. */
public final class WideRequantizer {

  private WideRequantizer() {}

  /** As {@link Kernels#requantize}. */
  public static void requantize(
      int[] sums,
      int at,
      float[] residual,
      int residualAt,
      float[] out,
      int outAt,
      int n,
      ChannelScale scale) {
    if (residual != null) {
      for (int i = 0; i < n; i++) {
        out[outAt + i] = scale.apply(sums[at + i], (int) residual[residualAt + i]);
      }
      return;
    }
    long bias = scale.bias();
    long multiplier = scale.scale().multiplier();
    int shift = scale.scale().shift();
    long half = 1L << (shift - 1);
    long low = scale.low();
    long high = scale.high();
    for (int i = 0; i < n; i++) {
      long value = ((sums[at + i] + bias) * multiplier + half) >> shift;
      out[outAt + i] = (int) Math.max(low, Math.min(high, value));
    }
  }

  /** As {@link Kernels#requantize}, from sums in double precision. */
  public static void requantize(
      double[] sums,
      int at,
      float[] residual,
      int residualAt,
      float[] out,
      int outAt,
      int n,
      ChannelScale scale) {
    for (int i = 0; i < n; i++) {
      int other = residual == null ? 0 : (int) residual[residualAt + i];
      out[outAt + i] = scale.apply((long) sums[at + i], other);
    }
  }
}
