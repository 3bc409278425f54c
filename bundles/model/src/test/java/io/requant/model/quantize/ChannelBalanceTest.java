package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.program.FusionPlan;
import io.requant.model.reference.FloatExecutor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ChannelBalanceTest {

  private static final QuantizerOptions QUICK = QuantizerOptions.DEFAULT.withSamples(256);

  @Property(tries = 15, seed = "20")
  void theNetworkComputesTheSameFunction(@ForAll long seed) {
    FloatNetwork network = SampleNetworks.everyLayer(seed);
    FloatNetwork balanced = balance(network);
    byte[] other = SampleNetworks.pixels(network.graph().inputShape(), 1, seed).get(0);
    float[] wanted = run(network, other, network.graph().output().name());
    float[] got = run(balanced, other, network.graph().output().name());
    double size = 1;
    for (float value : wanted) {
      size = Math.max(size, Math.abs(value));
    }
    for (int i = 0; i < wanted.length; i++) {
      assertThat((double) got[i]).isCloseTo(wanted[i], Offset.offset(1e-4 * size));
    }
  }

  @Test
  void rangesOfChannelsBecomeSimilarThroughAResidualConnection() {
    FloatNetwork network = residualBlock(Double.POSITIVE_INFINITY);
    assertThat(spread(network, "sum.relu")).isGreaterThan(20);
    assertThat(spread(balance(network), "sum.relu")).isLessThan(4);
  }

  @Test
  void behindACapNothingIsScaled() {
    FloatNetwork network = residualBlock(Relu.SIX);
    FloatNetwork balanced = balance(network);
    for (String layer : List.of("a", "b", "fc")) {
      assertThat(balanced.parameters().get(layer).bias())
          .containsExactly(network.parameters().get(layer).bias());
    }
  }

  @Test
  void deadChannelsStayAsTheyAre() {
    FloatNetwork network = residualBlock(Double.POSITIVE_INFINITY);
    for (String layer : List.of("a", "b")) {
      java.util.Arrays.fill(network.parameters().get(layer).weights(), 0);
      java.util.Arrays.fill(network.parameters().get(layer).bias(), 0);
    }
    assertThat(balance(network).parameters().get("fc").weights())
        .containsExactly(network.parameters().get("fc").weights());
  }

  @Test
  void aStrengthOutsideZeroToOneIsRefused() {
    assertThatThrownBy(() -> QUICK.withBalance(1.5)).hasMessageContaining("0..1");
    assertThatThrownBy(() -> QUICK.withBalance(Double.NaN)).hasMessageContaining("0..1");
  }

  /** Channel 0 of both convolutions is fifty times as large as the others. */
  private static FloatNetwork residualBlock(double cap) {
    FloatNetwork network =
        SampleNetworks.of(
            new Shape(6, 6, 2),
            new Conv("a", "input", 2, 4, Window.square(3, 1, 1), 1),
            new Relu("a.relu", "a", cap),
            new Conv("b", "a.relu", 4, 4, Window.square(3, 1, 1), 1),
            new Add("sum", "b", "a.relu"),
            new Relu("sum.relu", "sum", cap),
            new GlobalAvgPool("pool", "sum.relu"),
            new Linear("fc", "pool", 4, 3));
    for (String layer : List.of("a", "b")) {
      float[] weights = network.parameters().get(layer).weights();
      for (int k = 0; k < weights.length / 4; k++) {
        weights[k] *= 50;
      }
    }
    return network;
  }

  private static FloatNetwork balance(FloatNetwork network) {
    FusionPlan plan = FusionPlan.of(network.graph());
    CalibrationImages images =
        CalibrationImages.ofPixels(SampleNetworks.pixels(network.graph().inputShape(), 20, 3));
    FloatSamples samples = new FloatSamples(network, plan, images, QUICK, QuantizerProgress.NONE);
    return ChannelBalance.balance(network, plan, samples, 1);
  }

  private static float[] run(FloatNetwork network, byte[] image, String tensor) {
    FloatExecutor executor = new FloatExecutor(network);
    executor.run(
        CalibrationImages.ofPixels(List.of(image)).real(0, network.graph().normalisation()));
    return executor.tensor(tensor);
  }

  /** Largest by smallest maximum of a channel that is not always zero. */
  private static double spread(FloatNetwork network, String tensor) {
    int channels = network.graph().shape(tensor).channels();
    double[] largest = new double[channels];
    for (byte[] image : SampleNetworks.pixels(network.graph().inputShape(), 20, 3)) {
      float[] values = run(network, image, tensor);
      for (int i = 0; i < values.length; i++) {
        largest[i % channels] = Math.max(largest[i % channels], values[i]);
      }
    }
    double[] live = java.util.Arrays.stream(largest).filter(v -> v > 0).sorted().toArray();
    return live[live.length - 1] / live[0];
  }
}
