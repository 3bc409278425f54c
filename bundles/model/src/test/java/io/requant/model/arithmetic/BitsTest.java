package io.requant.model.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BitsTest {

  @Test
  void rangesAreThoseOfTwosComplementAndNarrowWeights() {
    assertThat(Bits.weightLimit(2)).isEqualTo(1);
    assertThat(Bits.weightLimit(8)).isEqualTo(127);
    assertThat(Bits.weightLimit(16)).isEqualTo(32767);
    assertThat(Bits.activationLow(8, true)).isEqualTo(-128);
    assertThat(Bits.activationHigh(8, true)).isEqualTo(127);
    assertThat(Bits.activationLow(8, false)).isZero();
    assertThat(Bits.activationHigh(16, false)).isEqualTo(65535);
  }

  @Test
  void widthsOutsideTwoToSixteenAreRejected() {
    for (int bits : new int[] {-1, 0, 1, 17, 32}) {
      assertThatThrownBy(() -> Bits.check("weights", bits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("weights: %d bits; 2..16 are possible", bits);
    }
    assertThat(Bits.check("weights", 2)).isEqualTo(2);
    assertThat(Bits.check("weights", 16)).isEqualTo(16);
  }
}
