package io.requant.model.quantize;

import static io.requant.model.quantize.PostTrainingQuantizerTest.images;
import static io.requant.model.quantize.PostTrainingQuantizerTest.logits;
import static io.requant.model.quantize.PostTrainingQuantizerTest.quantize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileNetworksTest {

  private static final QuantizerOptions QUICK = QuantizerOptions.DEFAULT.withSamples(256);
  private static final String[] ALL = {"w8a8", "w4a4", "w2a2"};

  private final FloatNetwork network =
      SampleNetworks.of(
          new Shape(6, 6, 2),
          new Conv("a", "input", 2, 4, Window.square(3, 1, 1), 1),
          Relu.uncapped("a.relu", "a"),
          new Conv("b", "a.relu", 4, 4, Window.square(3, 1, 1), 1),
          Relu.six("b.relu", "b"),
          new GlobalAvgPool("pool", "b.relu"),
          new Linear("fc", "pool", 4, 3));

  private Parameters of(String layer) {
    return network.parameters().get(layer);
  }

  private void everyPolicyRuns(List<byte[]> images) {
    for (boolean search : new boolean[] {true, false}) {
      Quantization made = quantize(QUICK.withReconstruct(search), network, images, ALL);
      for (Policy policy : made.policies()) {
        Program program = Program.of(made.network(), policy);
        for (double logit : logits(program, made, network, images.get(0))) {
          assertThat(logit).isFinite();
        }
      }
    }
  }

  @Test
  void aSingleImageIsEnough() {
    everyPolicyRuns(images(network, 1));
  }

  @Test
  void constantImagesAreNoObstacle() {
    byte[] grey = new byte[network.graph().inputShape().size()];
    Arrays.fill(grey, (byte) 115);
    everyPolicyRuns(List.of(grey, grey.clone()));
  }

  @Test
  void aLayerWithoutWeightsGivesItsBiases() {
    Arrays.fill(of("b").weights(), 0);
    of("b").bias()[1] = 3;
    everyPolicyRuns(images(network, 4));
    Quantization made = quantize(QUICK, network, images(network, 4), "w8a8");
    Program program = Program.of(made.network(), made.policy("w8a8"));
    double[] got = logits(program, made, network, images(network, 1).get(0));
    for (int c = 0; c < 3; c++) {
      double wanted = of("fc").bias()[c];
      for (int i = 0; i < 4; i++) {
        wanted += of("fc").weights()[c * 4 + i] * Math.min(6, Math.max(0, of("b").bias()[i]));
      }
      assertThat(got[c]).isCloseTo(wanted, org.assertj.core.data.Offset.offset(0.05));
    }
  }

  @Test
  void deadChannelsBesideLiveOnesGiveTheirBiases() {
    Arrays.fill(of("a").weights(), 0, 18, 0);
    Arrays.fill(of("b").weights(), 36, 72, 0);
    everyPolicyRuns(images(network, 4));
  }

  @Test
  void aLayerWhoseResultIsAlwaysZeroIsNoObstacle() {
    Arrays.fill(of("a").bias(), -1000);
    everyPolicyRuns(images(network, 4));
  }

  @Test
  void aNetworkOfZerosIsNoObstacle() {
    network
        .parameters()
        .values()
        .forEach(
            p -> {
              Arrays.fill(p.weights(), 0);
              Arrays.fill(p.bias(), 0);
            });
    everyPolicyRuns(images(network, 2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-12, 1e-4, 1e4, 1e10})
  void weightsOfAnySizeAreNoObstacle(double size) {
    for (Parameters p : network.parameters().values()) {
      for (int i = 0; i < p.weights().length; i++) {
        p.weights()[i] *= (float) size;
      }
      Arrays.fill(p.bias(), 0);
    }
    everyPolicyRuns(images(network, 2));
  }

  @Test
  void oneHugeWeightIsNoObstacle() {
    of("a").weights()[5] = 1e9f;
    everyPolicyRuns(images(network, 2));
  }

  @Test
  void channelsOfVeryDifferentSizeAreNoObstacle() {
    for (int i = 0; i < 18; i++) {
      of("a").weights()[i] *= 1e-6f;
      of("a").weights()[18 + i] *= 1e5f;
    }
    everyPolicyRuns(images(network, 4));
  }

  @Test
  void floatsThatOverflowAreNamed() {
    Arrays.fill(of("a").weights(), 1e37f);
    Arrays.fill(of("b").weights(), 1e37f);
    assertThatThrownBy(() -> quantize(QUICK, network, images(network, 2), "w8a8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer '");
  }

  @Test
  void aBiasThatDoesNotFitIsNamedWithItsChannel() {
    for (int i = 0; i < of("b").weights().length; i++) {
      of("b").weights()[i] *= 1e-9f;
    }
    of("b").bias()[2] = 5e9f;
    of("b").bias()[3] = -5e9f;
    assertThatThrownBy(() -> quantize(QUICK, network, images(network, 2), "w8a8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 'b', channel")
        .hasMessageContaining("32 bits");
  }
}
