package io.requant.backend.pi.internal.vector;

import io.requant.backend.pi.internal.kernel.DoubleTaps;
import jdk.incubator.vector.DoubleVector;

/** {@link FloatRows} in double precision. */
final class DoubleRows {

  private DoubleRows() {}

  static void tile1x4(DoubleTaps t, int q, double[] in, int base, double[] sums, int at) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(DoubleTiles.SPECIES);
    DoubleVector s01 = DoubleVector.zero(DoubleTiles.SPECIES);
    DoubleVector s02 = DoubleVector.zero(DoubleTiles.SPECIES);
    DoubleVector s03 = DoubleVector.zero(DoubleTiles.SPECIES);
    for (int k = 0; k < offsets.length; k++, q++) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o);
      DoubleVector x1 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o + DoubleTiles.LANES);
      DoubleVector x2 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o + 2 * DoubleTiles.LANES);
      DoubleVector x3 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o + 3 * DoubleTiles.LANES);
      DoubleVector v = DoubleVector.broadcast(DoubleTiles.SPECIES, w[q]);
      s00 = DoubleTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = DoubleTiles.FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = DoubleTiles.FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
      s03 = DoubleTiles.FUSED ? x3.fma(v, s03) : s03.add(x3.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + DoubleTiles.LANES);
    s02.intoArray(sums, at + 2 * DoubleTiles.LANES);
    s03.intoArray(sums, at + 3 * DoubleTiles.LANES);
  }

  static void tile1x3(DoubleTaps t, int q, double[] in, int base, double[] sums, int at) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(DoubleTiles.SPECIES);
    DoubleVector s01 = DoubleVector.zero(DoubleTiles.SPECIES);
    DoubleVector s02 = DoubleVector.zero(DoubleTiles.SPECIES);
    for (int k = 0; k < offsets.length; k++, q++) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o);
      DoubleVector x1 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o + DoubleTiles.LANES);
      DoubleVector x2 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o + 2 * DoubleTiles.LANES);
      DoubleVector v = DoubleVector.broadcast(DoubleTiles.SPECIES, w[q]);
      s00 = DoubleTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = DoubleTiles.FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = DoubleTiles.FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + DoubleTiles.LANES);
    s02.intoArray(sums, at + 2 * DoubleTiles.LANES);
  }

  static void tile1x2(DoubleTaps t, int q, double[] in, int base, double[] sums, int at) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(DoubleTiles.SPECIES);
    DoubleVector s01 = DoubleVector.zero(DoubleTiles.SPECIES);
    for (int k = 0; k < offsets.length; k++, q++) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o);
      DoubleVector x1 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o + DoubleTiles.LANES);
      DoubleVector v = DoubleVector.broadcast(DoubleTiles.SPECIES, w[q]);
      s00 = DoubleTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = DoubleTiles.FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + DoubleTiles.LANES);
  }

  static void tile1x1(DoubleTaps t, int q, double[] in, int base, double[] sums, int at) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(DoubleTiles.SPECIES);
    for (int k = 0; k < offsets.length; k++, q++) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(DoubleTiles.SPECIES, in, o);
      DoubleVector v = DoubleVector.broadcast(DoubleTiles.SPECIES, w[q]);
      s00 = DoubleTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
    }
    s00.intoArray(sums, at);
  }
}
