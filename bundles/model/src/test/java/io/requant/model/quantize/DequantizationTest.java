package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import org.junit.jupiter.api.Test;

class DequantizationTest {

  @Test
  void the_real_numbers_of_wide_integers_are_those_that_were_quantized() {
    for (int seed = 1; seed <= 5; seed++) {
      FloatNetwork given = SampleNetworks.everyLayer(seed);
      Quantization made = quantize(given, "w16a16");
      FloatNetwork back = Dequantization.of(made.network(), made.policy("w16a16"));
      float[] image = SampleNetworks.normalised(given.graph().inputShape(), seed);
      float[] expected = new FloatExecutor(given).run(image);
      float largest = 0;
      for (float logit : expected) {
        largest = Math.max(largest, Math.abs(logit));
      }
      assertThat(new FloatExecutor(back).run(image))
          .as("seed %s", seed)
          .containsExactly(expected, within(0.03f * largest));
    }
  }

  @Test
  void a_policy_of_another_network_is_refused() {
    Quantization first = quantize(SampleNetworks.everyLayer(1), "w8a8");
    Quantization second = quantize(SampleNetworks.everyLayer(2), "w8a8");
    assertThatThrownBy(() -> Dequantization.of(first.network(), second.policy("w8a8")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was made for network");
  }

  private static Quantization quantize(FloatNetwork network, String precision) {
    return PostTrainingQuantizerTest.quantize(
        QuantizerOptions.DEFAULT.withSamples(64).withMasterBits(16).withBalance(0),
        network,
        PostTrainingQuantizerTest.images(network, 8),
        precision);
  }
}
