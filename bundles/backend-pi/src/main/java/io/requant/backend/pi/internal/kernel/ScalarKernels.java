package io.requant.backend.pi.internal.kernel;

/** Plain Java: runs on every JVM, and fast where C2 compiles loops to vector code. */
public final class ScalarKernels implements Kernels {

  private final FloatColumns floats = new FloatColumns();
  private final DoubleColumns doubles = new DoubleColumns();

  @Override
  public String name() {
    return "java-scalar";
  }

  @Override
  public void reserveFloat(int channels, int taps, int n) {
    floats.reserve(channels, taps, n);
  }

  @Override
  public void reserveDouble(int channels, int taps, int n) {
    doubles.reserve(channels, taps, n);
  }

  @Override
  public long bytes() {
    return floats.bytes() + doubles.bytes();
  }

  @Override
  public void accumulate(
      FloatTaps taps,
      int from,
      int to,
      float[] in,
      int base,
      int[] sums,
      int at,
      int stride,
      int n) {
    floats.accumulate(taps, from, to, in, base, sums, at, stride, n);
  }

  @Override
  public void accumulate(
      DoubleTaps taps, double[] in, int base, double[] sums, int at, int stride, int n) {
    doubles.accumulate(taps, in, base, sums, at, stride, n);
  }

  @Override
  public void requantize(
      int[] sums,
      int at,
      float[] residual,
      int residualAt,
      float[] out,
      int outAt,
      int n,
      ChannelScale scale) {
    WideRequantizer.requantize(sums, at, residual, residualAt, out, outAt, n, scale);
  }
}
