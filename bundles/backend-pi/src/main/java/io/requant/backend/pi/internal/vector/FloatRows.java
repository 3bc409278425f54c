package io.requant.backend.pi.internal.vector;

import io.requant.backend.pi.internal.kernel.FloatTaps;
import jdk.incubator.vector.FloatVector;

/** {@link FloatTiles} of a single channel: depthwise, and channels that are left over. */
final class FloatRows {

  private FloatRows() {}

  static void tile1x4(
      FloatTaps t, int q, int from, int to, float[] in, int base, float[] sums, int at) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(FloatTiles.SPECIES);
    FloatVector s01 = FloatVector.zero(FloatTiles.SPECIES);
    FloatVector s02 = FloatVector.zero(FloatTiles.SPECIES);
    FloatVector s03 = FloatVector.zero(FloatTiles.SPECIES);
    for (int k = from; k < to; k++, q++) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(FloatTiles.SPECIES, in, o);
      FloatVector x1 = FloatVector.fromArray(FloatTiles.SPECIES, in, o + FloatTiles.LANES);
      FloatVector x2 = FloatVector.fromArray(FloatTiles.SPECIES, in, o + 2 * FloatTiles.LANES);
      FloatVector x3 = FloatVector.fromArray(FloatTiles.SPECIES, in, o + 3 * FloatTiles.LANES);
      FloatVector v = FloatVector.broadcast(FloatTiles.SPECIES, w[q]);
      s00 = FloatTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FloatTiles.FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = FloatTiles.FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
      s03 = FloatTiles.FUSED ? x3.fma(v, s03) : s03.add(x3.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + FloatTiles.LANES);
    s02.intoArray(sums, at + 2 * FloatTiles.LANES);
    s03.intoArray(sums, at + 3 * FloatTiles.LANES);
  }

  static void tile1x3(
      FloatTaps t, int q, int from, int to, float[] in, int base, float[] sums, int at) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(FloatTiles.SPECIES);
    FloatVector s01 = FloatVector.zero(FloatTiles.SPECIES);
    FloatVector s02 = FloatVector.zero(FloatTiles.SPECIES);
    for (int k = from; k < to; k++, q++) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(FloatTiles.SPECIES, in, o);
      FloatVector x1 = FloatVector.fromArray(FloatTiles.SPECIES, in, o + FloatTiles.LANES);
      FloatVector x2 = FloatVector.fromArray(FloatTiles.SPECIES, in, o + 2 * FloatTiles.LANES);
      FloatVector v = FloatVector.broadcast(FloatTiles.SPECIES, w[q]);
      s00 = FloatTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FloatTiles.FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
      s02 = FloatTiles.FUSED ? x2.fma(v, s02) : s02.add(x2.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + FloatTiles.LANES);
    s02.intoArray(sums, at + 2 * FloatTiles.LANES);
  }

  static void tile1x2(
      FloatTaps t, int q, int from, int to, float[] in, int base, float[] sums, int at) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(FloatTiles.SPECIES);
    FloatVector s01 = FloatVector.zero(FloatTiles.SPECIES);
    for (int k = from; k < to; k++, q++) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(FloatTiles.SPECIES, in, o);
      FloatVector x1 = FloatVector.fromArray(FloatTiles.SPECIES, in, o + FloatTiles.LANES);
      FloatVector v = FloatVector.broadcast(FloatTiles.SPECIES, w[q]);
      s00 = FloatTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
      s01 = FloatTiles.FUSED ? x1.fma(v, s01) : s01.add(x1.mul(v));
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + FloatTiles.LANES);
  }

  static void tile1x1(
      FloatTaps t, int q, int from, int to, float[] in, int base, float[] sums, int at) {
    int[] offsets = t.offsets();
    float[] w = t.weights();
    FloatVector s00 = FloatVector.zero(FloatTiles.SPECIES);
    for (int k = from; k < to; k++, q++) {
      int o = base + offsets[k];
      FloatVector x0 = FloatVector.fromArray(FloatTiles.SPECIES, in, o);
      FloatVector v = FloatVector.broadcast(FloatTiles.SPECIES, w[q]);
      s00 = FloatTiles.FUSED ? x0.fma(v, s00) : s00.add(x0.mul(v));
    }
    s00.intoArray(sums, at);
  }
}
