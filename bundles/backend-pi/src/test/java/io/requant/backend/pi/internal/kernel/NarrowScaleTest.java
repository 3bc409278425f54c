package io.requant.backend.pi.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.arithmetic.Requantizer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class NarrowScaleTest {

  @Property(tries = 5000)
  void agreesWithThe64BitRuleWhereverItExists(
      @ForAll @IntRange(min = 1 << 15, max = (1 << 16) - 1) int multiplier,
      @ForAll @IntRange(min = 1, max = 62) int shift,
      @ForAll @IntRange(min = 0, max = 31) int boundBits,
      @ForAll int raw) {
    long bound = (1L << boundBits) - 1;
    NarrowScale narrow = NarrowScale.of(multiplier, shift, bound);
    if (narrow == null) {
      return;
    }
    int inside = (int) Math.max(-bound, Math.min(bound, raw >> (31 - boundBits)));
    for (long x : new long[] {inside, bound, -bound, 0}) {
      assertThat((long) narrow.apply((int) x)).isEqualTo(Requantizer.apply(x, multiplier, shift));
    }
  }

  @Property
  void existsForTheAccumulatorsOfEightBitLayers(
      @ForAll @IntRange(min = 1 << 15, max = (1 << 16) - 1) int multiplier,
      @ForAll @IntRange(min = 18, max = 40) int shift,
      @ForAll @LongRange(min = 0, max = 1 << 24) long bound) {
    assertThat(NarrowScale.of(multiplier, shift, bound)).isNotNull();
  }

  @Example
  void doesNotExistWhere32BitsOverflow() {
    assertThat(NarrowScale.of(1 << 15, 62, 1)).isNull();
    assertThat(NarrowScale.of(1 << 15, 20, 1L << 31)).isNull();
    assertThat(NarrowScale.of(65535, 1, 40_000)).isNull();
  }
}
