package io.requant.backend.pi.internal.vector;

import io.requant.backend.pi.internal.kernel.DoubleTaps;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatTiles} in double precision. */
final class DoubleTiles {

  static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  static final boolean FUSED = FusedMultiplyAdd.IN_HARDWARE;

  private DoubleTiles() {}

  static void tile4x4(
      DoubleTaps t, int q, double[] in, int base, double[] sums, int at, int stride) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s02 = DoubleVector.zero(SPECIES);
    DoubleVector s03 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s12 = DoubleVector.zero(SPECIES);
    DoubleVector s13 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s22 = DoubleVector.zero(SPECIES);
    DoubleVector s23 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    DoubleVector s32 = DoubleVector.zero(SPECIES);
    DoubleVector s33 = DoubleVector.zero(SPECIES);
    for (int k = 0; k < offsets.length; k++, q += 4) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(SPECIES, in, o);
      DoubleVector x1 = DoubleVector.fromArray(SPECIES, in, o + LANES);
      DoubleVector x2 = DoubleVector.fromArray(SPECIES, in, o + 2 * LANES);
      DoubleVector x3 = DoubleVector.fromArray(SPECIES, in, o + 3 * LANES);
      DoubleVector v = DoubleVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
      s03 = FUSED ? x3.fma(v, s03) : s03.add(x3.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      s11 = FUSED ? x1.fma(v, s11) : s11.add(x1.mul(v));
      s12 = FUSED ? x2.fma(v, s12) : s12.add(x2.mul(v));
      s13 = FUSED ? x3.fma(v, s13) : s13.add(x3.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      s21 = FUSED ? x1.fma(v, s21) : s21.add(x1.mul(v));
      s22 = FUSED ? x2.fma(v, s22) : s22.add(x2.mul(v));
      s23 = FUSED ? x3.fma(v, s23) : s23.add(x3.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 3]);
      s30 = FUSED ? x0.fma(v, s30) : s30.add(x0.mul(v));
      s31 = FUSED ? x1.fma(v, s31) : s31.add(x1.mul(v));
      s32 = FUSED ? x2.fma(v, s32) : s32.add(x2.mul(v));
      s33 = FUSED ? x3.fma(v, s33) : s33.add(x3.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    s02.intoArray(sums, at + 2 * LANES);
    s03.intoArray(sums, at + 3 * LANES);
    at += stride;
    s10.intoArray(sums, at);
    s11.intoArray(sums, at + LANES);
    s12.intoArray(sums, at + 2 * LANES);
    s13.intoArray(sums, at + 3 * LANES);
    at += stride;
    s20.intoArray(sums, at);
    s21.intoArray(sums, at + LANES);
    s22.intoArray(sums, at + 2 * LANES);
    s23.intoArray(sums, at + 3 * LANES);
    at += stride;
    s30.intoArray(sums, at);
    s31.intoArray(sums, at + LANES);
    s32.intoArray(sums, at + 2 * LANES);
    s33.intoArray(sums, at + 3 * LANES);
  }

  static void tile4x3(
      DoubleTaps t, int q, double[] in, int base, double[] sums, int at, int stride) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s02 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s12 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s22 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    DoubleVector s32 = DoubleVector.zero(SPECIES);
    for (int k = 0; k < offsets.length; k++, q += 4) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(SPECIES, in, o);
      DoubleVector x1 = DoubleVector.fromArray(SPECIES, in, o + LANES);
      DoubleVector x2 = DoubleVector.fromArray(SPECIES, in, o + 2 * LANES);
      DoubleVector v = DoubleVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      s11 = FUSED ? x1.fma(v, s11) : s11.add(x1.mul(v));
      s12 = FUSED ? x2.fma(v, s12) : s12.add(x2.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      s21 = FUSED ? x1.fma(v, s21) : s21.add(x1.mul(v));
      s22 = FUSED ? x2.fma(v, s22) : s22.add(x2.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 3]);
      s30 = FUSED ? x0.fma(v, s30) : s30.add(x0.mul(v));
      s31 = FUSED ? x1.fma(v, s31) : s31.add(x1.mul(v));
      s32 = FUSED ? x2.fma(v, s32) : s32.add(x2.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    s02.intoArray(sums, at + 2 * LANES);
    at += stride;
    s10.intoArray(sums, at);
    s11.intoArray(sums, at + LANES);
    s12.intoArray(sums, at + 2 * LANES);
    at += stride;
    s20.intoArray(sums, at);
    s21.intoArray(sums, at + LANES);
    s22.intoArray(sums, at + 2 * LANES);
    at += stride;
    s30.intoArray(sums, at);
    s31.intoArray(sums, at + LANES);
    s32.intoArray(sums, at + 2 * LANES);
  }

  static void tile4x2(
      DoubleTaps t, int q, double[] in, int base, double[] sums, int at, int stride) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    for (int k = 0; k < offsets.length; k++, q += 4) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(SPECIES, in, o);
      DoubleVector x1 = DoubleVector.fromArray(SPECIES, in, o + LANES);
      DoubleVector v = DoubleVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      s11 = FUSED ? x1.fma(v, s11) : s11.add(x1.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      s21 = FUSED ? x1.fma(v, s21) : s21.add(x1.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 3]);
      s30 = FUSED ? x0.fma(v, s30) : s30.add(x0.mul(v));
      s31 = FUSED ? x1.fma(v, s31) : s31.add(x1.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    at += stride;
    s10.intoArray(sums, at);
    s11.intoArray(sums, at + LANES);
    at += stride;
    s20.intoArray(sums, at);
    s21.intoArray(sums, at + LANES);
    at += stride;
    s30.intoArray(sums, at);
    s31.intoArray(sums, at + LANES);
  }

  static void tile4x1(
      DoubleTaps t, int q, double[] in, int base, double[] sums, int at, int stride) {
    int[] offsets = t.offsets();
    double[] w = t.weights();
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    for (int k = 0; k < offsets.length; k++, q += 4) {
      int o = base + offsets[k];
      DoubleVector x0 = DoubleVector.fromArray(SPECIES, in, o);
      DoubleVector v = DoubleVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      v = DoubleVector.broadcast(SPECIES, w[q + 3]);
      s30 = FUSED ? x0.fma(v, s30) : s30.add(x0.mul(v));
    }
    s00.intoArray(sums, at);
    at += stride;
    s10.intoArray(sums, at);
    at += stride;
    s20.intoArray(sums, at);
    at += stride;
    s30.intoArray(sums, at);
  }
}
