package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.network.LayerWeights;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Networks that are trained for more than 8 bits. */
class WideSharedNetworkTest {

  private static final List<Integer> WIDTHS = List.of(10, 9, 8, 7, 6);
  private static final byte[] NONE = {};

  @Property(tries = 10, seed = "40")
  void theTopPlanesOfTenBitsAreTheLowerPrecisions(
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    SharedNetwork shared = shared(seed, WIDTHS);
    for (Conv conv : shared.points().convolutions()) {
      LayerWeights masters = shared.network().weights().get(conv.name());
      assertThat(masters.bits()).isEqualTo(10);
      short[] all = masters.planes().values();
      for (int bits = 2; bits <= 10; bits++) {
        short[] derived = masters.derive(bits, NONE);
        byte[] rounding = masters.planes().plane(Math.min(bits, 9));
        short[] expected = new short[all.length];
        for (int i = 0; i < all.length; i++) {
          int top = topPlanes(masters, bits, i);
          int round = bits < 10 ? (rounding[i / 8] >> (i % 8)) & 1 : 0;
          int limit = Bits.weightLimit(bits);
          expected[i] = (short) Math.max(-limit, Math.min(limit, top + round));
        }
        assertThat(derived).as("%s at %s bits", conv.name(), bits).isEqualTo(expected);
      }
    }
  }

  /** The integer that the first planes alone hold. */
  private static int topPlanes(LayerWeights masters, int bits, int i) {
    int value = 0;
    for (int p = 0; p < bits; p++) {
      value = 2 * value + ((masters.planes().plane(p)[i / 8] >> (i % 8)) & 1);
    }
    return value << (32 - bits) >> (32 - bits);
  }

  @Test
  void theStoredWidthFollowsTheSetAndTheOuterLayersKeepEight() {
    for (List<Integer> widths : List.of(List.of(8, 4), List.of(9, 7), List.of(10, 8, 6))) {
      SharedNetwork shared = shared(3, widths);
      assertThat(shared.masterBits()).isEqualTo(Math.max(8, widths.get(0)));
      for (Parametric layer : shared.graph().parametricLayers()) {
        assertThat(shared.network().weights().get(layer.name()).bits())
            .as("%s of %s", layer.name(), widths)
            .isEqualTo(shared.points().chosen(layer) ? shared.masterBits() : 8);
      }
      assertThat(shared.outerWidths()).containsExactly(8);
    }
  }

  @Test
  void moreThanTenBitsAreRefused() {
    assertThatThrownBy(() -> shared(3, List.of(11, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[11, 8] do not descend from at most 10");
  }

  @Property(tries = 10, seed = "41")
  void anyChoiceOfWidthsIsAPolicyOfTheSameNetwork(
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    SharedNetwork shared = shared(seed, WIDTHS);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Integer> weights = new LinkedHashMap<>();
    Map<String, Integer> activations = new LinkedHashMap<>();
    shared.points().convolutions().forEach(c -> weights.put(c.name(), 6 + random.nextInt(5)));
    shared.points().readers().keySet().forEach(p -> activations.put(p, 6 + random.nextInt(5)));
    Policy policy =
        new PolicyEstimator(shared, images(shared, seed))
            .estimate("mixed", new WidthChoice(weights, activations));
    assertThat(policy.network()).isEqualTo(shared.network().digest());
    weights.forEach(
        (layer, bits) ->
            assertThat(policy.layers())
                .filteredOn(l -> l.layer().equals(layer))
                .allSatisfy(l -> assertThat(l.weightBits()).isEqualTo(bits)));
  }

  @Test
  void theStreamPastTheBlocksIsAsWideAsTheWidestActivations() {
    SharedNetwork shared = shared(3, WIDTHS);
    assertThat(streamBits(shared, 10)).contains(10);
    assertThat(streamBits(shared, 6)).containsOnly(8);
  }

  /** Widths of the results of sums that no layer with weights reads. */
  private static List<Integer> streamBits(SharedNetwork shared, int bits) {
    Policy policy =
        new PolicyEstimator(shared, images(shared, 3))
            .estimate("all", WidthChoice.uniform(shared.points(), bits, bits));
    StreamWidths streams = new StreamWidths(FusionPlan.of(shared.graph()));
    List<Integer> found = new ArrayList<>();
    var plan = FusionPlan.of(shared.graph());
    for (int s = 0; s < plan.requantizingSteps().size(); s++) {
      var step = plan.requantizingSteps().get(s);
      boolean point =
          step.relu() != null && shared.points().readers().containsKey(step.relu().name());
      boolean last = s == plan.requantizingSteps().size() - 1;
      if (!point && !last) {
        assertThat(policy.layers().get(s).activationBits()).isEqualTo(streams.of(step, bits));
        found.add(policy.layers().get(s).activationBits());
      }
    }
    return found;
  }

  private static SharedNetwork shared(long seed, List<Integer> widths) {
    var floats = SampleNetworks.everyLayer(seed);
    var pixels = SampleNetworks.pixels(floats.graph().inputShape(), 8, seed);
    return new SharedStart(floats, CalibrationImages.ofPixels(pixels)).network(widths);
  }

  private static CalibrationImages images(SharedNetwork shared, long seed) {
    return CalibrationImages.ofPixels(
        SampleNetworks.pixels(shared.graph().inputShape(), 8, seed + 1));
  }
}
