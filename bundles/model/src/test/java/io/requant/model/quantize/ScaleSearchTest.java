package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Linear;
import io.requant.model.network.LayerWeights;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScaleSearchTest {

  @Property(tries = 15, seed = "20")
  void theWeightScaleIsThatOfABruteForceSearch(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int bits) {
    float[] weights = gaussian(seed, 144);
    double top = 0;
    for (float w : weights) {
      top = Math.max(top, Math.abs(w));
    }
    top /= Bits.weightLimit(bits);
    double least = Double.MAX_VALUE;
    for (int i = 300; i <= 10000; i++) {
      least = Math.min(least, MasterGrid.error(weights, 0, 144, top * i / 10000, bits));
    }
    double found =
        MasterGrid.error(weights, 0, 144, MasterGrid.bestScale(weights, 0, 144, bits), bits);
    assertThat(found).isLessThanOrEqualTo(least * 1.03);
  }

  @Property(tries = 8, seed = "20")
  void theActivationScaleIsThatOfABruteForceSearch(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int bits, @ForAll boolean signed) {
    float[] values = gaussian(seed, 20_000);
    if (!signed) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(0, values[i]);
      }
    }
    ActivationHistogram histogram = new ActivationHistogram();
    histogram.add(values);
    double top = histogram.largest() / Bits.activationHigh(bits, signed);
    double least = Double.MAX_VALUE;
    for (int i = 10; i <= 300; i++) {
      least = Math.min(least, error(values, top * i / 300, bits, signed));
    }
    double scale = histogram.bestScale(bits, signed, Double.POSITIVE_INFINITY);
    assertThat(error(values, scale, bits, signed)).isLessThanOrEqualTo(least * 1.03);
  }

  @Property(tries = 10, seed = "20")
  void theRatioIsThatOfABruteForceSearch(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int bits) {
    float[] weights = gaussian(seed, 72);
    LayerWeights masters = MasterGrid.of(new Linear("l", "x", 72, 1), weights, 8);
    short[] integers = masters.planes().values();
    int found =
        RatioSearch.nearestWeights(
            new Derivation(8, bits), integers, masters.scales()[0], weights, 0, new float[72]);
    double least = Double.MAX_VALUE;
    int best = 0;
    for (int ratio = Derivation.LOWEST_RATIO; ratio <= 255; ratio++) {
      double sum = derivedError(masters, bits, ratio, weights);
      if (sum < least) {
        least = sum;
        best = ratio;
      }
    }
    assertThat(derivedError(masters, bits, found, weights)).as("ratio %d", best).isEqualTo(least);
  }

  @Test
  void aHistogramWidensWithoutForgetting() {
    ActivationHistogram histogram = new ActivationHistogram();
    float[] small = gaussian(3, 5000);
    float[] large = gaussian(4, 5000);
    for (int i = 0; i < large.length; i++) {
      large[i] *= 100;
    }
    histogram.add(small);
    histogram.add(large);
    float[] all = new float[10_000];
    System.arraycopy(small, 0, all, 0, 5000);
    System.arraycopy(large, 0, all, 5000, 5000);
    assertThat(histogram.error(2.5, 8, true))
        .isCloseTo(error(all, 2.5, 8, true), org.assertj.core.data.Percentage.withPercentage(2));
  }

  @Test
  void anEmptyRangeHasNoScale() {
    ActivationHistogram histogram = new ActivationHistogram();
    histogram.add(new float[100]);
    assertThat(histogram.bestScale(4, false, 6)).isZero();
  }

  @Test
  void aCapLimitsTheScale() {
    ActivationHistogram histogram = new ActivationHistogram();
    float[] values = new float[1000];
    java.util.Arrays.fill(values, 6);
    histogram.add(values);
    assertThat(histogram.bestScale(8, false, 6) * 255).isLessThanOrEqualTo(6.0001);
  }

  private static double derivedError(LayerWeights masters, int bits, int ratio, float[] weights) {
    byte[] ratios = {(byte) ratio};
    short[] q = masters.derive(bits, ratios);
    double scale = masters.derivedScale(0, bits, ratios);
    double sum = 0;
    for (int i = 0; i < q.length; i++) {
      double e = weights[i] - scale * q[i];
      sum += e * e;
    }
    return sum;
  }

  private static double error(float[] values, double scale, int bits, boolean signed) {
    double sum = 0;
    for (float value : values) {
      double q = Math.floor(value / scale + 0.5);
      q = Math.max(Bits.activationLow(bits, signed), q);
      q = Math.min(Bits.activationHigh(bits, signed), q);
      sum += (value - q * scale) * (value - q * scale) / values.length;
    }
    return sum;
  }

  private static float[] gaussian(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
