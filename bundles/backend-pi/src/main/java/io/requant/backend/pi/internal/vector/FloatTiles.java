package io.requant.backend.pi.internal.vector;

import io.requant.backend.pi.internal.kernel.FloatTaps;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of sums in single precision: four channels x 1..4 vectors of pixels, all in registers.
 *
 * <p>Each tile has one loop, every accumulator lives across that loop alone, and there is no
 * arithmetic after it and no call to a method of ours within it: otherwise JDK 17 boxes every
 * vector.
 */
final class FloatTiles {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  static final boolean FUSED = FusedMultiplyAdd.IN_HARDWARE;

  private FloatTiles() {}

  static void tile4x4(
      FloatTaps t,
      int q,
      int from,
      int to,
      float[] in,
      int base,
      float[] sums,
      int at,
      int stride) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s23 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s32 = FloatVector.zero(SPECIES);
    FloatVector s33 = FloatVector.zero(SPECIES);
    for (int k = from; k < to; k++, q += 4) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, o);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, o + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, o + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, in, o + 3 * LANES);
      FloatVector v = FloatVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
      s03 = FUSED ? x3.fma(v, s03) : s03.add(x3.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      s11 = FUSED ? x1.fma(v, s11) : s11.add(x1.mul(v));
      s12 = FUSED ? x2.fma(v, s12) : s12.add(x2.mul(v));
      s13 = FUSED ? x3.fma(v, s13) : s13.add(x3.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      s21 = FUSED ? x1.fma(v, s21) : s21.add(x1.mul(v));
      s22 = FUSED ? x2.fma(v, s22) : s22.add(x2.mul(v));
      s23 = FUSED ? x3.fma(v, s23) : s23.add(x3.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 3]);
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
      FloatTaps t,
      int q,
      int from,
      int to,
      float[] in,
      int base,
      float[] sums,
      int at,
      int stride) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s32 = FloatVector.zero(SPECIES);
    for (int k = from; k < to; k++, q += 4) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, o);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, o + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, o + 2 * LANES);
      FloatVector v = FloatVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      s11 = FUSED ? x1.fma(v, s11) : s11.add(x1.mul(v));
      s12 = FUSED ? x2.fma(v, s12) : s12.add(x2.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      s21 = FUSED ? x1.fma(v, s21) : s21.add(x1.mul(v));
      s22 = FUSED ? x2.fma(v, s22) : s22.add(x2.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 3]);
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
      FloatTaps t,
      int q,
      int from,
      int to,
      float[] in,
      int base,
      float[] sums,
      int at,
      int stride) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    for (int k = from; k < to; k++, q += 4) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, o);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, o + LANES);
      FloatVector v = FloatVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      s11 = FUSED ? x1.fma(v, s11) : s11.add(x1.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      s21 = FUSED ? x1.fma(v, s21) : s21.add(x1.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 3]);
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
      FloatTaps t,
      int q,
      int from,
      int to,
      float[] in,
      int base,
      float[] sums,
      int at,
      int stride) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    for (int k = from; k < to; k++, q += 4) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, o);
      FloatVector v = FloatVector.broadcast(SPECIES, w[q]);
      s00 = FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 1]);
      s10 = FUSED ? x0.fma(v, s10) : s10.add(x0.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 2]);
      s20 = FUSED ? x0.fma(v, s20) : s20.add(x0.mul(v));
      v = FloatVector.broadcast(SPECIES, w[q + 3]);
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
