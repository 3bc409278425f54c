package io.requant.backend.pi.internal.vector;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.DoubleTaps;
import io.requant.backend.pi.internal.kernel.FloatTaps;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.backend.pi.internal.kernel.Packing;
import io.requant.backend.pi.internal.kernel.WideRequantizer;

/**
 * Kernels on the Vector API. Loaded by name only: this class links only where the JVM was started
 * with {@code --add-modules jdk.incubator.vector}.
 */
public final class VectorKernels implements Kernels {

  /** Vectors of pixels per tile: 16 accumulators and 5 operands want 32 registers. */
  private static final int WIDEST = manyRegisters() ? 4 : 3;

  private static final String NAME = "java-vector-" + FloatTiles.SPECIES.vectorBitSize();

  /** Sums of one tile, still in floats: the tiles only store (see {@link FloatTiles}). */
  private final float[] tile = new float[Packing.BLOCK * WIDEST * FloatTiles.LANES];

  private static boolean manyRegisters() {
    return FloatTiles.SPECIES.vectorBitSize() == 512
        || System.getProperty("os.arch", "").equals("aarch64");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void reserveFloat(int channels, int taps, int n) {
    // Accumulators live in registers.
  }

  @Override
  public void reserveDouble(int channels, int taps, int n) {
    // Accumulators live in registers.
  }

  @Override
  public long bytes() {
    return (long) Float.BYTES * tile.length;
  }

  /** Vectors of the next tile: no tile of one vector is left over where two can share. */
  private static int width(int left) {
    if (left == WIDEST + 1 && left > 2) {
      return left - 2;
    }
    return Math.min(left, WIDEST);
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
    int lanes = FloatTiles.LANES;
    int left = (n + lanes - 1) / lanes;
    while (left > 0) {
      int width = width(left);
      int row = width * lanes;
      int c = 0;
      for (; c + Packing.BLOCK <= taps.channels(); c += Packing.BLOCK) {
        int q = taps.weightBase() + c * taps.taps() + from * Packing.BLOCK;
        switch (width) {
          case 4 -> FloatTiles.tile4x4(taps, q, from, to, in, base, tile, 0, row);
          case 3 -> FloatTiles.tile4x3(taps, q, from, to, in, base, tile, 0, row);
          case 2 -> FloatTiles.tile4x2(taps, q, from, to, in, base, tile, 0, row);
          default -> FloatTiles.tile4x1(taps, q, from, to, in, base, tile, 0, row);
        }
        for (int r = 0; r < Packing.BLOCK; r++) {
          Exact.store(tile, r * row, sums, at + (c + r) * stride, row, from > 0);
        }
      }
      for (; c < taps.channels(); c++) {
        int q = taps.weightBase() + c * taps.taps() + from;
        switch (width) {
          case 4 -> FloatRows.tile1x4(taps, q, from, to, in, base, tile, 0);
          case 3 -> FloatRows.tile1x3(taps, q, from, to, in, base, tile, 0);
          case 2 -> FloatRows.tile1x2(taps, q, from, to, in, base, tile, 0);
          default -> FloatRows.tile1x1(taps, q, from, to, in, base, tile, 0);
        }
        Exact.store(tile, 0, sums, at + c * stride, row, from > 0);
      }
      base += row;
      at += row;
      left -= width;
    }
  }

  @Override
  public void accumulate(
      DoubleTaps taps, double[] in, int base, double[] sums, int at, int stride, int n) {
    int lanes = DoubleTiles.LANES;
    int left = (n + lanes - 1) / lanes;
    while (left > 0) {
      int width = width(left);
      int c = 0;
      for (; c + Packing.BLOCK <= taps.channels(); c += Packing.BLOCK) {
        int q = taps.weightBase() + c * taps.taps();
        int to4 = at + c * stride;
        switch (width) {
          case 4 -> DoubleTiles.tile4x4(taps, q, in, base, sums, to4, stride);
          case 3 -> DoubleTiles.tile4x3(taps, q, in, base, sums, to4, stride);
          case 2 -> DoubleTiles.tile4x2(taps, q, in, base, sums, to4, stride);
          default -> DoubleTiles.tile4x1(taps, q, in, base, sums, to4, stride);
        }
      }
      for (; c < taps.channels(); c++) {
        int q = taps.weightBase() + c * taps.taps();
        switch (width) {
          case 4 -> DoubleRows.tile1x4(taps, q, in, base, sums, at + c * stride);
          case 3 -> DoubleRows.tile1x3(taps, q, in, base, sums, at + c * stride);
          case 2 -> DoubleRows.tile1x2(taps, q, in, base, sums, at + c * stride);
          default -> DoubleRows.tile1x1(taps, q, in, base, sums, at + c * stride);
        }
      }
      base += width * lanes;
      at += width * lanes;
      left -= width;
    }
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
    if (n < FloatTiles.LANES || !scale.isNarrow()) {
      WideRequantizer.requantize(sums, at, residual, residualAt, out, outAt, n, scale);
    } else if (residual == null) {
      VectorRequantizer.plain(sums, at, out, outAt, n, scale);
    } else {
      VectorRequantizer.withResidual(sums, at, residual, residualAt, out, outAt, n, scale);
    }
  }
}
