package io.requant.backend.pi.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Conversion of whole numbers from float to int lanes. JDK 17 has no vector instruction behind its
 * own (it boxes), so this one reads integers from mantissas.
 *
 * <p>Like all vector code here it calls no method of its own: one that was compiled by itself first
 * would not be inlined any more, and would box.
 */
final class Exact {

  static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, FloatVector.SPECIES_PREFERRED.vectorShape());

  /** 1.5 x 2^23: a whole number of at most 2^22 added to it stands in the lowest mantissa bits. */
  static final float MAGIC = 0x1.8p23f;

  static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);

  private Exact() {}

  /**
   * Stores whole vectors of whole numbers of at most 2^24 in magnitude as ints, in two halves each.
   *
   * @param add whether to add them to what is there
   */
  static void store(float[] from, int at, int[] to, int toAt, int n, boolean add) {
    for (int i = 0; i < n; i += INTS.length()) {
      FloatVector x = FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, from, at + i);
      FloatVector high = x.mul(0x1p-8f).add(MAGIC);
      FloatVector low = x.sub(high.sub(MAGIC).mul(0x1p8f)).add(MAGIC);
      IntVector value =
          high.reinterpretAsInts()
              .sub(MAGIC_BITS)
              .lanewise(VectorOperators.LSHL, 8)
              .add(low.reinterpretAsInts().sub(MAGIC_BITS));
      if (add) {
        value.add(IntVector.fromArray(INTS, to, toAt + i)).intoArray(to, toAt + i);
      } else {
        value.intoArray(to, toAt + i);
      }
    }
  }
}
