package io.requant.backend.pi.internal.vector;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.NarrowScale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link NarrowScale#apply} on vectors.
 *
 * <p>Each method takes at least one vector of elements; its last vector ends at the last element,
 * so some may be computed twice.
 */
final class VectorRequantizer {

  private VectorRequantizer() {}

  /** Without a residual operand. */
  static void plain(int[] sums, int at, float[] out, int outAt, int n, ChannelScale scale) {
    NarrowScale s = scale.narrow();
    int bias = scale.bias();
    int low = scale.low();
    int high = scale.high();
    int m = s.multiplier();
    int lift = s.lift();
    int half = s.half();
    int shift = s.shift();
    int last = n - FloatTiles.LANES;
    for (int i = 0; i < n; i += FloatTiles.LANES) {
      int j = Math.min(i, last);
      IntVector x =
          IntVector.fromArray(Exact.INTS, sums, at + j)
              .add(bias)
              .lanewise(VectorOperators.LSHL, lift);
      IntVector value =
          x.lanewise(VectorOperators.ASHR, 16)
              .mul(m)
              .add(x.and(0xFFFF).mul(m).lanewise(VectorOperators.LSHR, 16))
              .add(half)
              .lanewise(VectorOperators.ASHR, shift);
      ((FloatVector) value.max(low).min(high).convert(VectorOperators.I2F, 0))
          .intoArray(out, outAt + j);
    }
  }

  /** With a residual operand: whole numbers of at most 2^22 in magnitude. */
  static void withResidual(
      int[] sums,
      int at,
      float[] residual,
      int residualAt,
      float[] out,
      int outAt,
      int n,
      ChannelScale scale) {
    NarrowScale s = scale.narrow();
    NarrowScale r = scale.narrowResidual();
    int bias = scale.bias();
    int low = scale.low();
    int high = scale.high();
    int m = s.multiplier();
    int lift = s.lift();
    int half = s.half();
    int shift = s.shift();
    int rm = r.multiplier();
    int rLift = r.lift();
    int rHalf = r.half();
    int rShift = r.shift();
    int last = n - FloatTiles.LANES;
    for (int i = 0; i < n; i += FloatTiles.LANES) {
      int j = Math.min(i, last);
      IntVector x =
          IntVector.fromArray(Exact.INTS, sums, at + j)
              .add(bias)
              .lanewise(VectorOperators.LSHL, lift);
      IntVector value =
          x.lanewise(VectorOperators.ASHR, 16)
              .mul(m)
              .add(x.and(0xFFFF).mul(m).lanewise(VectorOperators.LSHR, 16))
              .add(half)
              .lanewise(VectorOperators.ASHR, shift);
      IntVector y =
          FloatVector.fromArray(FloatTiles.SPECIES, residual, residualAt + j)
              .add(Exact.MAGIC)
              .reinterpretAsInts()
              .sub(Exact.MAGIC_BITS)
              .lanewise(VectorOperators.LSHL, rLift);
      IntVector other =
          y.lanewise(VectorOperators.ASHR, 16)
              .mul(rm)
              .add(y.and(0xFFFF).mul(rm).lanewise(VectorOperators.LSHR, 16))
              .add(rHalf)
              .lanewise(VectorOperators.ASHR, rShift);
      ((FloatVector) value.add(other).max(low).min(high).convert(VectorOperators.I2F, 0))
          .intoArray(out, outAt + j);
    }
  }
}
