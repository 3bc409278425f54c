package io.requant.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import io.requant.model.testing.TestCase;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class ReferenceExecutorTest {

  @Provide
  Arbitrary<TestCase> cases() {
    return TestCase.arbitrary();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void everyTensorEqualsTheOneComputedInUnlimitedPrecisionAndKeepsToItsRange(
      @ForAll("cases") TestCase test) {
    Program program = Program.of(test.network(), test.policy());
    ReferenceExecutor executor = new ReferenceExecutor(program);
    byte[] input = test.input(0);
    IntBuffer logits = IntBuffer.allocate(program.outputSize());
    executor.infer(ByteBuffer.wrap(input), logits);

    Map<String, long[]> expected = new Oracle(test.network(), test.policy()).infer(input);
    for (int t = 0; t < program.tensors().size(); t++) {
      TensorSpec tensor = program.tensors().get(t);
      long[] actual = Arrays.stream(executor.tensor(t)).asLongStream().toArray();
      assertThat(actual).as(tensor.name()).isEqualTo(expected.get(tensor.name()));
      assertThat(Arrays.stream(actual).min().orElseThrow()).isGreaterThanOrEqualTo(tensor.low());
      assertThat(Arrays.stream(actual).max().orElseThrow()).isLessThanOrEqualTo(tensor.high());
    }
    assertThat(logits.array()).isEqualTo(executor.tensor(program.output()));
  }

  @Test
  void accumulatorsBeyond32BitsSaturateAndNeverWrap() {
    // 4,000 products of 127 and 32,767, 16-bit weights: 1.66e10, eight times what 32 bits hold.
    for (int sign : new int[] {1, -1}) {
      Network network = linear(4000, 16, (short) (sign * 32767));
      Policy policy = policy(network, 16, sign * Integer.MAX_VALUE, 16);
      assertThat(infer(network, policy, (byte) 127)).containsOnly(sign > 0 ? 32767 : -32768);
      Step.Convolve step = (Step.Convolve) Program.of(network, policy).steps().get(1);
      assertThat(step.fitsInt()).isFalse();
    }
  }

  @Test
  void aSumThatOverflows32BitsOnItsWayIsExactAtItsEnd() {
    // 4,000 x 127 x 32,767 = 16,645,636,000, times 2^15 / 2^39 = 2^-24: 992.16.
    Network network = linear(4000, 16, (short) 32767);
    assertThat(infer(network, policy(network, 16, 0, 39), (byte) 127)).containsOnly(992);
  }

  @Test
  void buffersKeepTheirPositions() {
    Network network = linear(2, 8, (short) 64);
    Program program = Program.of(network, policy(network, 8, 0, 15));
    ByteBuffer input = ByteBuffer.wrap(new byte[] {99, 99, 3, 4}).position(2);
    IntBuffer logits = IntBuffer.wrap(new int[] {-1, -1, -1}).position(1);
    new ReferenceExecutor(program).infer(input, logits);
    assertThat(input.position()).isEqualTo(2);
    assertThat(logits.position()).isEqualTo(1);
    assertThat(logits.array()).containsExactly(-1, 7 * 64, -1);
  }

  @Test
  void maximumIgnoresPaddingBelowZero() {
    Window window = new Window(2, 2, 2, 2, 1, 1, 1, 1);
    Graph graph =
        new Graph(
            "max",
            new Shape(2, 2, 1),
            Normalisation.identity(1),
            List.of(new MaxPool("max", Graph.INPUT, window)),
            List.of());
    Network network = new Network(graph, 0.5, Map.of());
    Policy policy =
        new Policy("none", network.digest(), List.of(), new Cost(0, 0, 0), Optional.empty());
    Program program = Program.of(network, policy);
    IntBuffer out = IntBuffer.allocate(4);
    new ReferenceExecutor(program).infer(ByteBuffer.wrap(new byte[] {-5, -6, -7, -128}), out);
    assertThat(out.array()).containsExactly(-5, -6, -7, -128);
    assertThat(program.logitScale()).isEqualTo(0.5);
  }

  @Test
  void groupsReadOnlyTheirOwnChannels() {
    Conv conv = new Conv("conv", Graph.INPUT, 4, 2, Window.square(1, 1, 0), 2);
    Graph graph =
        new Graph("g", new Shape(1, 1, 4), Normalisation.identity(4), List.of(conv), List.of());
    LayerWeights weights =
        new LayerWeights(BitPlanes.of(8, new short[] {1, 2, 3, 4}), new float[] {1, 1});
    Network network = new Network(graph, 1, Map.of("conv", weights));
    LayerPolicy layer =
        LayerPolicy.of("conv")
            .weights(8, new byte[0], new int[] {5, -5})
            .requantize(new int[] {1 << 15, 1 << 15}, new byte[] {15, 15})
            .output(8, -128, 127, 1)
            .build();
    Policy policy =
        new Policy("p", network.digest(), List.of(layer), new Cost(4, 256, 4), Optional.empty());
    IntBuffer out = IntBuffer.allocate(2);
    new ReferenceExecutor(Program.of(network, policy))
        .infer(ByteBuffer.wrap(new byte[] {10, 1, 7, 3}), out);
    assertThat(out.array()).containsExactly(10 + 2 + 5, 21 + 12 - 5);
  }

  private static Network linear(int features, int bits, short weight) {
    short[] values = new short[features];
    Arrays.fill(values, weight);
    Graph graph =
        new Graph(
            "linear",
            new Shape(features, 1, 1),
            Normalisation.identity(1),
            List.of(new Flatten("flat", Graph.INPUT), new Linear("linear", "flat", features, 1)),
            List.of());
    LayerWeights weights = new LayerWeights(BitPlanes.of(bits, values), new float[] {1});
    return new Network(graph, 1, Map.of("linear", weights));
  }

  private static Policy policy(Network network, int weightBits, int bias, int shift) {
    LayerPolicy layer =
        LayerPolicy.of("linear")
            .weights(weightBits, new byte[0], new int[] {bias})
            .requantize(new int[] {1 << 15}, new byte[] {(byte) shift})
            .output(16, -32768, 32767, 1)
            .build();
    return new Policy("p", network.digest(), List.of(layer), new Cost(1, 1, 1), Optional.empty());
  }

  private static int[] infer(Network network, Policy policy, byte value) {
    byte[] input = new byte[network.graph().inputShape().size()];
    Arrays.fill(input, value);
    IntBuffer logits = IntBuffer.allocate(1);
    new ReferenceExecutor(Program.of(network, policy)).infer(ByteBuffer.wrap(input), logits);
    return logits.array();
  }
}
