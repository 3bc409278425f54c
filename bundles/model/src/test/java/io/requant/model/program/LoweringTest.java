package io.requant.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class LoweringTest {

  private final Network network = Nets.plausible(Nets.mobileNetV2());
  private final Policy policy = PlausiblePolicies.uniform(network, 4, 6);

  @Provide
  Arbitrary<TestCase> cases() {
    return TestCase.arbitrary();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void noOrderOfSummationLeavesTheBoundOfTheAccumulator(@ForAll("cases") TestCase test) {
    Program program = Program.of(test.network(), test.policy());
    SplittableRandom random = new SplittableRandom(test.seed());
    for (Step step : program.steps()) {
      if (step instanceof Step.Convolve convolve) {
        TensorSpec in = program.tensors().get(convolve.input());
        int perChannel = convolve.weights().length / convolve.bias().length;
        for (int c = 0; c < convolve.bias().length; c++) {
          // Worst inputs for either sign, summed as it comes, and random ones.
          assertThat(largest(convolve, in, c * perChannel, perChannel, c, 1, random))
              .isLessThanOrEqualTo(convolve.accumulatorBound());
          assertThat(largest(convolve, in, c * perChannel, perChannel, c, -1, random))
              .isLessThanOrEqualTo(convolve.accumulatorBound());
          assertThat(largest(convolve, in, c * perChannel, perChannel, c, 0, random))
              .isLessThanOrEqualTo(convolve.accumulatorBound());
        }
      }
    }
  }

  private static long largest(
      Step.Convolve step,
      TensorSpec in,
      int first,
      int count,
      int channel,
      int sign,
      SplittableRandom random) {
    long sum = random.nextBoolean() ? step.bias()[channel] : 0;
    boolean late = sum == 0;
    long largest = Math.abs(sum);
    for (int i = first; i < first + count; i++) {
      int worst = step.weights()[i] * sign >= 0 ? in.high() : in.low();
      int value = sign == 0 ? random.nextInt(in.low(), in.high() + 1) : worst;
      sum += (long) value * step.weights()[i];
      largest = Math.max(largest, Math.abs(sum));
    }
    return Math.max(largest, Math.abs(sum + (late ? step.bias()[channel] : 0)));
  }

  @Test
  void theBoundIsMagnitudeTimesWeightsPlusBias() {
    Program program = Program.of(network, policy);
    Step.Convolve stem = (Step.Convolve) program.steps().get(0);
    long expected = 0;
    for (int c = 0; c < 16; c++) {
      long sum = 0;
      for (int i = 0; i < 27; i++) {
        sum += Math.abs(stem.weights()[27 * c + i]);
      }
      expected = Math.max(expected, 128 * sum);
    }
    assertThat(stem.accumulatorBound()).isEqualTo(expected);
  }

  @Test
  void tensorsHaveTheWidthsOfThePolicyAndKeepThemThroughCopies() {
    Network resnet = Nets.resnet20();
    Program program = Program.of(resnet, PlausiblePolicies.uniform(resnet, 4, 6));
    Map<String, TensorSpec> byName = new java.util.HashMap<>();
    program.tensors().forEach(t -> byName.put(t.name(), t));
    assertThat(byName.get("input"))
        .isEqualTo(new TensorSpec("input", new Shape(32, 32, 3), 8, true));
    assertThat(byName.get("s1b3.relu2").bits()).isEqualTo(6);
    assertThat(byName.get("s2b1.shortcut").bits()).isEqualTo(6);
    assertThat(byName.get("s2b1.shortcut").signed()).isFalse();
    assertThat(byName.get("pool").bits()).isEqualTo(8);
    assertThat(program.tensors().get(program.output()).name()).isEqualTo("classifier");
  }

  @Test
  void policiesForOtherNetworksAreRejected() {
    assertThatThrownBy(() -> Program.of(Nets.resnet20(), policy))
        .isInstanceOf(PolicyMismatchException.class)
        .hasMessageContaining("was made for network " + policy.network().brief());
  }

  @Test
  void entriesThatDoNotFitAreNamed() {
    mismatch(layers -> layers.remove(3), "has 17 layers");
    mismatch(layers -> layers.add(1, layers.remove(0)), "the policy's entry in its place is for");
    mismatch(
        layers -> layers.set(0, entry("stem", 16).output(6, -32, 31, 1).build()),
        "its output is rectified, but the policy clamps it to -32..31");
    mismatch(
        layers -> layers.set(3, entry("b1.project", 16).output(6, 0, 63, 1).build()),
        "its output is signed, but the policy clamps it to 0..63");
    mismatch(
        layers ->
            layers.set(
                0,
                entry("stem", 16)
                    .output(6, 0, 63, 1)
                    .residual(new Requantizer(1 << 15, 9))
                    .build()),
        "disagree on a residual operand");
    mismatch(
        layers -> layers.set(0, entry("stem", 15).output(6, 0, 63, 1).build()),
        "layer 'stem' has 16 output channels");
    mismatch(
        layers ->
            layers.set(
                0,
                entry("stem", 16).weights(9, new byte[0], new int[16]).output(6, 0, 63, 1).build()),
        "wants 9 weight bits; the network stores 8");
    mismatch(
        layers -> layers.set(16, entry("pool", 1).output(8, -128, 127, 1).build()),
        "gives weights to a layer that has none");
  }

  @Test
  void averagesThatCouldOverflow32BitsAreRejected() {
    // 65,025 inputs of at most 65,535.
    Window window = new Window(255, 255, 1, 1, 0, 0, 0, 0);
    Layer relu = Relu.uncapped("relu", Graph.INPUT);
    Graph graph =
        new Graph(
            "wide",
            new Shape(255, 255, 1),
            Normalisation.identity(1),
            List.of(relu, new AvgPool("avg", "relu", window)),
            List.of());
    Network wide = new Network(graph, 1, Map.of());
    List<LayerPolicy> layers =
        List.of(
            bare("relu").output(16, 0, 65535, 1).build(),
            bare("avg").output(8, -128, 127, 1).build());
    Policy p = new Policy("p", wide.digest(), layers, new Cost(0, 0, 0), Optional.empty());
    assertThatThrownBy(() -> Program.of(wide, p))
        .isInstanceOf(PolicyMismatchException.class)
        .hasMessageContaining("its sum of 65025 elements does not fit 32 bits");
  }

  private interface Change {
    void apply(List<LayerPolicy> layers);
  }

  private void mismatch(Change change, String message) {
    List<LayerPolicy> layers = new ArrayList<>(policy.layers());
    change.apply(layers);
    Policy changed = new Policy("p", network.digest(), layers, policy.cost(), Optional.empty());
    assertThatThrownBy(() -> Program.of(network, changed))
        .isInstanceOf(PolicyMismatchException.class)
        .hasMessageContaining(message);
  }

  private static LayerPolicy.Builder entry(String layer, int channels) {
    int[] multipliers = new int[channels];
    byte[] shifts = new byte[channels];
    java.util.Arrays.fill(multipliers, 1 << 15);
    java.util.Arrays.fill(shifts, (byte) 20);
    return LayerPolicy.of(layer)
        .weights(4, new byte[0], new int[channels])
        .requantize(multipliers, shifts);
  }

  private static LayerPolicy.Builder bare(String layer) {
    return LayerPolicy.of(layer).requantize(new int[] {1 << 15}, new byte[] {20});
  }
}
