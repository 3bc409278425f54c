package io.requant.backend.pi.internal.planar;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Window;
import io.requant.model.program.Step;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CutsTest {

  private static WeightMatrix matrix(int channels, short[] weights) {
    return new WeightMatrix(
        new Step.Convolve(
            "layer",
            0,
            -1,
            1,
            Window.square(1, 1, 0),
            1,
            16,
            weights,
            new int[channels],
            new int[channels],
            new byte[channels],
            null,
            0,
            1,
            0));
  }

  private static short[] same(int count, int value) {
    short[] weights = new short[count];
    java.util.Arrays.fill(weights, (short) value);
    return weights;
  }

  @Property
  void noRunExceedsWhatSinglePrecisionHoldsExactly(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int channels,
      @ForAll @IntRange(min = 1, max = 400) int taps,
      @ForAll @IntRange(min = 2, max = 16) int bits,
      @ForAll @IntRange(min = 1, max = 65_535) int magnitude) {
    SplittableRandom random = new SplittableRandom(seed);
    int limit = (1 << (bits - 1)) - 1;
    short[] weights = new short[channels * taps];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (short) random.nextInt(-limit, limit + 1);
    }
    int[] cuts = Cuts.of(matrix(channels, weights), magnitude, true);
    if (cuts == null) {
      return;
    }
    int from = 0;
    for (int to : cuts) {
      assertThat(to).isGreaterThan(from);
      for (int c = 0; c < channels; c++) {
        long sum = 0;
        for (int k = from; k < to; k++) {
          sum += (long) Math.abs(weights[c * taps + k]) * magnitude;
        }
        assertThat(sum).isLessThanOrEqualTo(1L << 24);
      }
      from = to;
    }
    assertThat(from).isEqualTo(taps);
  }

  @Example
  void layerThatFitsIsOneRun() {
    assertThat(Cuts.of(matrix(1, same(100, 127)), 255, false)).containsExactly(100);
  }

  @Example
  void layerThatIsTwiceTooLongIsTwoRuns() {
    // 518 x 127 x 255 is the last multiple below 2^24.
    assertThat(Cuts.of(matrix(1, same(1000, 127)), 255, true)).containsExactly(518, 1000);
  }

  @Example
  void severalRunsNeedSumsThatFit32Bits() {
    assertThat(Cuts.of(matrix(1, same(1000, 127)), 255, false)).isNull();
  }

  @Example
  void singleProductThatDoesNotFitNeedsDoublePrecision() {
    assertThat(Cuts.of(matrix(1, same(1, 32_767)), 65_535, true)).isNull();
  }

  @Example
  void manyShortRunsDoNotPay() {
    assertThat(Cuts.of(matrix(1, same(100, 127)), 65_535, true)).isNull();
  }
}
