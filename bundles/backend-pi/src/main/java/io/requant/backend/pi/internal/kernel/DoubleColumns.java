package io.requant.backend.pi.internal.kernel;

import java.util.Arrays;

/** {@link FloatColumns} in double precision: sums of up to 53 bits. */
final class DoubleColumns {

  private static final int CACHED = 4096;
  private static final int TILE = 1024;
  private static final int UNROLL = 4;

  private double[][] columns = {};
  private double[][] totals = {};

  void reserve(int channels, int taps, int n) {
    int length = Math.min(n, TILE);
    int wanted = Math.min(fitting(length), (taps + UNROLL - 1) / UNROLL * UNROLL);
    columns = grown(columns, wanted, length);
    totals = grown(totals, channels, length);
  }

  private static int fitting(int length) {
    return Math.max(UNROLL, CACHED / length / UNROLL * UNROLL);
  }

  /** Later arrays are never longer than earlier ones. */
  private static double[][] grown(double[][] arrays, int count, int length) {
    double[][] grown = Arrays.copyOf(arrays, Math.max(count, arrays.length));
    for (int i = 0; i < count; i++) {
      if (grown[i] == null || grown[i].length < length) {
        grown[i] = new double[length];
      }
    }
    return grown;
  }

  private int block(int length) {
    int limit = Math.min(columns.length, fitting(length));
    int block = UNROLL;
    while (block + UNROLL <= limit && columns[block + UNROLL - 1].length >= length) {
      block += UNROLL;
    }
    return block;
  }

  long bytes() {
    long bytes = 0;
    for (double[] column : columns) {
      bytes += (long) Double.BYTES * column.length;
    }
    for (double[] total : totals) {
      bytes += (long) Double.BYTES * total.length;
    }
    return bytes;
  }

  void accumulate(
      DoubleTaps taps, double[] in, int base, double[] sums, int at, int stride, int n) {
    for (int start = 0; start < n; start += TILE) {
      int length = Math.min(TILE, n - start);
      for (int c = 0; c < taps.channels(); c++) {
        Arrays.fill(totals[c], 0, length, 0);
      }
      int block = block(length);
      for (int k = 0; k < taps.taps(); k += block) {
        int count = Math.min(block, taps.taps() - k);
        for (int j = 0; j < count; j++) {
          System.arraycopy(in, base + start + taps.offsets()[k + j], columns[j], 0, length);
        }
        for (int c = 0; c < taps.channels(); c++) {
          addColumns(taps, c, k, count, length);
        }
      }
      for (int c = 0; c < taps.channels(); c++) {
        System.arraycopy(totals[c], 0, sums, at + c * stride + start, length);
      }
    }
  }

  private void addColumns(DoubleTaps taps, int channel, int first, int count, int n) {
    double[] w = taps.weights();
    double[] total = totals[channel];
    int q = taps.weightBase() + Packing.index(channel, first, taps.channels(), taps.taps());
    int s = Packing.step(channel, taps.channels());
    int j = 0;
    for (; j + UNROLL <= count; j += UNROLL, q += UNROLL * s) {
      double[] a = columns[j];
      double[] b = columns[j + 1];
      double[] c = columns[j + 2];
      double[] d = columns[j + 3];
      add(a, b, c, d, w[q], w[q + s], w[q + 2 * s], w[q + 3 * s], total, n);
    }
    for (; j < count; j++, q += s) {
      add(columns[j], w[q], total, n);
    }
  }

  private static void add(
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double wa,
      double wb,
      double wc,
      double wd,
      double[] total,
      int n) {
    for (int i = 0; i < n; i++) {
      total[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
    }
  }

  private static void add(double[] a, double w, double[] total, int n) {
    for (int i = 0; i < n; i++) {
      total[i] += w * a[i];
    }
  }
}
