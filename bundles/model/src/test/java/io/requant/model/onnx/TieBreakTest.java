package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.arithmetic.Requantizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TieBreakTest {

  @Property
  void roundingHalvesToEvenAfterwardsIsRoundingThemUp(
      @ForAll @IntRange(min = -100_000, max = 100_000) int accumulator,
      @ForAll @IntRange(min = 0, max = 7) int fraction,
      @ForAll @IntRange(min = 12, max = 26) int shift) {
    int multiplier = Requantizer.MIN_MULTIPLIER + (fraction << 12);
    double steps = TieBreak.steps(multiplier, shift);
    double real = (double) accumulator * multiplier / (1L << shift);
    assertThat((long) Math.rint(real + steps))
        .isEqualTo(Requantizer.apply(accumulator, multiplier, shift));
  }
}
