package io.requant.backend.pi.internal.kernel;

import java.util.Arrays;

/**
 * Sums of products in plain Java, in the one shape that C2 of JDK 17 turns into vector code: every
 * array of a loop is indexed by the loop variable alone (an offset that differs between two arrays
 * of one type stops it), and at most four products are added at once (more exceed its unrolling
 * limit).
 *
 * <p>So each tap's stretch of the input is first copied to a column of its own; a block of columns
 * stays in the first-level cache while all channels read it.
 */
final class FloatColumns {

  private static final int CACHED = 8192;
  private static final int TILE = 1024;
  private static final int UNROLL = 4;

  private float[][] columns = {};
  private float[][] totals = {};

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
  private static float[][] grown(float[][] arrays, int count, int length) {
    float[][] grown = Arrays.copyOf(arrays, Math.max(count, arrays.length));
    for (int i = 0; i < count; i++) {
      if (grown[i] == null || grown[i].length < length) {
        grown[i] = new float[length];
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
    for (float[] column : columns) {
      bytes += (long) Float.BYTES * column.length;
    }
    for (float[] total : totals) {
      bytes += (long) Float.BYTES * total.length;
    }
    return bytes;
  }

  void accumulate(
      FloatTaps taps,
      int from,
      int to,
      float[] in,
      int base,
      int[] sums,
      int at,
      int stride,
      int n) {
    for (int start = 0; start < n; start += TILE) {
      int length = Math.min(TILE, n - start);
      for (int c = 0; c < taps.channels(); c++) {
        Arrays.fill(totals[c], 0, length, 0);
      }
      int block = block(length);
      for (int k = from; k < to; k += block) {
        int count = Math.min(block, to - k);
        for (int j = 0; j < count; j++) {
          System.arraycopy(in, base + start + taps.offsets()[k + j], columns[j], 0, length);
        }
        for (int c = 0; c < taps.channels(); c++) {
          addColumns(taps, c, k, count, length);
        }
      }
      for (int c = 0; c < taps.channels(); c++) {
        if (from > 0) {
          addTotals(totals[c], sums, at + c * stride + start, length);
        } else {
          storeTotals(totals[c], sums, at + c * stride + start, length);
        }
      }
    }
  }

  private void addColumns(FloatTaps taps, int channel, int first, int count, int n) {
    float[] w = taps.weights();
    float[] total = totals[channel];
    int q = taps.weightBase() + Packing.index(channel, first, taps.channels(), taps.taps());
    int s = Packing.step(channel, taps.channels());
    int j = 0;
    for (; j + UNROLL <= count; j += UNROLL, q += UNROLL * s) {
      float[] a = columns[j];
      float[] b = columns[j + 1];
      float[] c = columns[j + 2];
      float[] d = columns[j + 3];
      add(a, b, c, d, w[q], w[q + s], w[q + 2 * s], w[q + 3 * s], total, n);
    }
    for (; j < count; j++, q += s) {
      add(columns[j], w[q], total, n);
    }
  }

  private static void add(
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float wa,
      float wb,
      float wc,
      float wd,
      float[] total,
      int n) {
    for (int i = 0; i < n; i++) {
      total[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
    }
  }

  private static void add(float[] a, float w, float[] total, int n) {
    for (int i = 0; i < n; i++) {
      total[i] += w * a[i];
    }
  }

  private static void storeTotals(float[] totals, int[] sums, int at, int n) {
    for (int i = 0; i < n; i++) {
      sums[at + i] = (int) totals[i];
    }
  }

  private static void addTotals(float[] totals, int[] sums, int at, int n) {
    for (int i = 0; i < n; i++) {
      sums[at + i] += (int) totals[i];
    }
  }
}
