package io.requant.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.arithmetic.Bits;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayerWeightsTest {

  private static final byte[] NONE = {};

  @Property
  void withoutRatiosTheTopPlanesAreRounded(
      @ForAll @IntRange(min = 2, max = 12) int master, @ForAll @IntRange(max = 10) int dropped) {
    int bits = Math.max(2, master - dropped);
    short[] all = allValues(master);
    BitPlanes planes = BitPlanes.of(master, all);
    short[] derived = new LayerWeights(planes, new float[] {1}).derive(bits, NONE);
    short[] expected = new short[all.length];
    byte[] rounding = planes.plane(Math.min(bits, master - 1));
    for (int i = 0; i < all.length; i++) {
      // Plane b is the rounding bit of the first b planes.
      int top = all[i] >> (master - bits);
      int round = bits < master ? (rounding[i / 8] >> (i % 8)) & 1 : 0;
      int limit = Bits.weightLimit(bits);
      expected[i] = (short) Math.max(-limit, Math.min(limit, top + round));
    }
    assertThat(derived).isEqualTo(expected);
  }

  @Property
  void aRatioOf128IsNoRatio(@ForAll @IntRange(min = 2, max = 9) int bits) {
    LayerWeights weights = new LayerWeights(BitPlanes.of(9, allValues(9)), new float[] {1});
    assertThat(weights.derive(bits, new byte[] {(byte) 128})).isEqualTo(weights.derive(bits, NONE));
    assertThat(weights.derivedScale(0, bits, new byte[] {(byte) 128}))
        .isEqualTo(weights.derivedScale(0, bits, NONE));
  }

  @Property(tries = 100)
  void derivedWeightsGrowWithTheirMastersAndStayInTheirRange(
      @ForAll @IntRange(min = 2, max = 10) int bits,
      @ForAll @IntRange(min = 1, max = 255) int ratio) {
    LayerWeights weights = new LayerWeights(BitPlanes.of(10, allValues(10)), new float[] {1});
    short[] derived = weights.derive(bits, new byte[] {(byte) ratio});
    int limit = Bits.weightLimit(bits);
    assertThat(derived).isSorted();
    assertThat((int) derived[0]).isGreaterThanOrEqualTo(-limit);
    assertThat((int) derived[derived.length - 1]).isLessThanOrEqualTo(limit);
  }

  @Property(tries = 100)
  void aDerivedWeightIsItsMasterWithinHalfAStepUnlessItSaturates(
      @ForAll @IntRange(min = 2, max = 10) int bits,
      @ForAll @IntRange(min = 1, max = 255) int ratio) {
    short[] all = allValues(10);
    LayerWeights weights = new LayerWeights(BitPlanes.of(10, all), new float[] {0.01f});
    byte[] ratios = {(byte) ratio};
    double step = weights.derivedScale(0, bits, ratios);
    short[] derived = weights.derive(bits, ratios);
    double largest = 0;
    for (int i = 0; i < all.length; i++) {
      if (Math.abs(derived[i]) < Bits.weightLimit(bits)) {
        largest = Math.max(largest, Math.abs(derived[i] * step - all[i] * (double) 0.01f));
      }
    }
    assertThat(largest / step).isLessThan(0.5 + 1e-9);
  }

  @Test
  void eachChannelHasItsOwnRatio() {
    LayerWeights weights =
        new LayerWeights(BitPlanes.of(8, new short[] {64, 64, 64, 64}), new float[] {1, 2});
    assertThat(weights.derive(4, new byte[] {(byte) 128, (byte) 192}))
        .containsExactly((short) 4, (short) 4, (short) 6, (short) 6);
    assertThat(weights.derivedScale(1, 4, new byte[] {(byte) 128, (byte) 192}))
        .isCloseTo(2 * 16 * 128 / 192.0, within(1e-12));
  }

  @Test
  void widthsAndRatiosThatDoNotFitAreRejected() {
    LayerWeights weights =
        new LayerWeights(BitPlanes.of(8, new short[] {1, 2}), new float[] {1, 1});
    assertThatThrownBy(() -> weights.derive(9, NONE))
        .hasMessageContaining("9 weight bits, but the network stores 8");
    assertThatThrownBy(() -> weights.derive(1, NONE)).hasMessageContaining("2..16");
    assertThatThrownBy(() -> weights.derive(8, new byte[] {1}))
        .hasMessageContaining("1 ratios for 2 output channels");
    assertThatThrownBy(() -> weights.derive(8, new byte[] {1, 0}))
        .hasMessageContaining("each 1..255");
  }

  @Test
  void scalesArePositiveAndDivideTheWeights() {
    BitPlanes three = BitPlanes.of(4, new short[] {1, 2, 3});
    assertThatThrownBy(() -> new LayerWeights(three, new float[2]))
        .hasMessageContaining("do not divide into 2");
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LayerWeights(three, new float[] {scale}))
          .hasMessageContaining("is not positive");
    }
  }

  private static short[] allValues(int bits) {
    int limit = Bits.weightLimit(bits);
    short[] values = new short[2 * limit + 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i - limit);
    }
    return values;
  }
}
