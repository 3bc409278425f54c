package io.requant.model.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RequantizerTest {

  private static final long MOST = Requantizer.MAX_ACCUMULATOR;

  @Property(tries = 3000)
  void roundsHalfUpOverTheWholeRange(
      @ForAll @LongRange(min = -MOST, max = MOST) long accumulator,
      @ForAll @IntRange(min = 1 << 15, max = (1 << 16) - 1) int multiplier,
      @ForAll @IntRange(min = 1, max = 62) int shift) {
    assertThat(BigInteger.valueOf(Requantizer.apply(accumulator, multiplier, shift)))
        .isEqualTo(halfUp(accumulator, multiplier, shift));
  }

  @Property(tries = 1000)
  void tiesGoUpOnBothSidesOfZero(
      @ForAll @IntRange(min = -100_000, max = 100_000) int whole,
      @ForAll @IntRange(min = 16, max = 30) int shift) {
    // M = 2^15: the accumulator (2k + 1) * 2^(shift - 16) is exactly k + 1/2 result steps.
    long tie = (2L * whole + 1) << (shift - 16);
    assertThat(Requantizer.apply(tie, 1 << 15, shift)).isEqualTo(whole + 1L);
    assertThat(Requantizer.apply(tie - 1, 1 << 15, shift)).isEqualTo(whole);
    assertThat(halfUp(tie, 1 << 15, shift)).isEqualTo(BigInteger.valueOf(whole + 1L));
  }

  @Test
  void minusAHalfGoesToZeroAndMinusOneAndAHalfToMinusOne() {
    assertThat(Requantizer.apply(-1, 1 << 15, 16)).isZero();
    assertThat(Requantizer.apply(-3, 1 << 15, 16)).isEqualTo(-1);
    assertThat(Requantizer.apply(1, 1 << 15, 16)).isEqualTo(1);
  }

  @Test
  void theExtremesDoNotOverflow() {
    for (long accumulator : new long[] {MOST, -MOST}) {
      for (int shift = 1; shift <= Requantizer.MAX_SHIFT; shift++) {
        assertThat(BigInteger.valueOf(Requantizer.apply(accumulator, 0xFFFF, shift)))
            .isEqualTo(halfUp(accumulator, 0xFFFF, shift));
      }
    }
  }

  @Property
  void theNearestConstantsAreWithinTwoToTheMinusSixteen(
      @ForAll @DoubleRange(min = -46.9, max = 14.99) double exponent) {
    double factor = Math.pow(2, exponent);
    Requantizer nearest = Requantizer.of(factor);
    assertThat(nearest.multiplier()).isBetween(1 << 15, (1 << 16) - 1);
    assertThat(Math.abs(nearest.factor() / factor - 1)).isLessThan(0x1p-16);
  }

  @Test
  void factorsBesideAPowerOfTwoKeepANormalisedMultiplier() {
    for (int exponent = -46; exponent <= 14; exponent++) {
      double power = Math.scalb(1.0, exponent);
      assertThat(Requantizer.of(power)).isEqualTo(new Requantizer(1 << 15, 15 - exponent));
      assertThat(Requantizer.of(Math.nextDown(power)))
          .isEqualTo(new Requantizer(1 << 15, 15 - exponent));
    }
  }

  @Test
  void factorsAndConstantsOutsideTheLimitsAreRejected() {
    double[] factors = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 0x1p15, 0x1p-48, 1e-310};
    for (double factor : factors) {
      assertThatThrownBy(() -> Requantizer.of(factor))
          .as("%s", factor)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("requantization factor");
    }
    int[][] constants = {{(1 << 15) - 1, 1}, {1 << 16, 1}, {1 << 15, 0}, {1 << 15, 63}};
    for (int[] pair : constants) {
      assertThatThrownBy(() -> new Requantizer(pair[0], pair[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is outside");
    }
  }

  @Test
  void clampSaturates() {
    assertThat(Requantizer.clamp(Long.MAX_VALUE, -8, 7)).isEqualTo(7);
    assertThat(Requantizer.clamp(Long.MIN_VALUE, -8, 7)).isEqualTo(-8);
    assertThat(Requantizer.clamp(1L << 32, 0, 255)).isEqualTo(255);
    assertThat(Requantizer.clamp(3, 0, 255)).isEqualTo(3);
  }

  private static BigInteger halfUp(long accumulator, int multiplier, int shift) {
    return BigDecimal.valueOf(accumulator)
        .multiply(BigDecimal.valueOf(multiplier))
        .divide(new BigDecimal(BigInteger.TWO.pow(shift)))
        .add(new BigDecimal("0.5"))
        .setScale(0, RoundingMode.FLOOR)
        .toBigIntegerExact();
  }
}
