package io.requant.model.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The generators are worth something only if they reach every corner. */
class RandomCasesTest {

  @Test
  void randomCasesReachEveryKindOfLayerStepAndWidth() {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 150; seed++) {
      TestCase test = TestCase.of(seed);
      layers(test.network().graph(), seen);
      policy(test.policy(), seen);
      program(test, Program.of(test.network(), test.policy()), seen);
    }
    assertThat(seen)
        .contains(
            "conv STANDARD",
            "conv POINTWISE",
            "conv DEPTHWISE",
            "conv GROUPED",
            "Linear",
            "Flatten")
        .contains("Add fused left", "Add fused right", "Add alone", "Relu alone", "Relu6")
        .contains("MaxPool", "AvgPool", "GlobalAvgPool", "Subsample padded", "asymmetric padding")
        .contains("64-bit accumulator", "32-bit accumulator", "saturated", "not saturated")
        .contains("ratios", "no ratios", "shift below 8", "shift above 40", "narrow clamp");
    for (int bits = 2; bits <= 16; bits++) {
      assertThat(seen).contains("weights " + bits, "activations " + bits);
    }
  }

  @Test
  void plausiblePoliciesKeepTheActivationsOfDeepNetworksSpread() {
    for (Network network : new Network[] {Nets.resnet20(), Nets.plausible(Nets.mobileNetV2())}) {
      Policy policy = PlausiblePolicies.uniform(network, 4, 4);
      ReferenceExecutor executor = new ReferenceExecutor(Program.of(network, policy));
      byte[] input = new byte[network.graph().inputShape().size()];
      new SplittableRandom(1).nextBytes(input);
      executor.infer(ByteBuffer.wrap(input), IntBuffer.allocate(10));
      for (int t = 0; t < executor.tensors().size(); t++) {
        assertThat(java.util.Arrays.stream(executor.tensor(t)).distinct().count())
            .as(executor.tensors().get(t).name())
            .isGreaterThan(3);
      }
    }
  }

  private static void layers(Graph graph, Set<String> seen) {
    for (Layer layer : graph.layers()) {
      seen.add(layer.getClass().getSimpleName());
      if (layer instanceof Conv conv) {
        seen.add("conv " + conv.kind());
        seen.add(conv.window().padLeft() != conv.window().padRight() ? "asymmetric padding" : "");
      }
      seen.add(layer instanceof Relu relu && relu.capped() ? "Relu6" : "");
      seen.add(layer instanceof Subsample s && s.channelsBefore() > 0 ? "Subsample padded" : "");
    }
    for (PlannedStep step : FusionPlan.of(graph).steps()) {
      String kind = step.anchor().getClass().getSimpleName();
      seen.add(kind + " alone");
      if (step.residual() != null && !kind.equals("Add")) {
        String left = graph.readers(step.anchor().name()).get(0).inputs().get(0);
        seen.add(left.equals(step.anchor().name()) ? "Add fused left" : "Add fused right");
      }
    }
  }

  private static void policy(Policy policy, Set<String> seen) {
    for (LayerPolicy layer : policy.layers()) {
      seen.add("weights " + layer.weightBits());
      seen.add("activations " + layer.activationBits());
      seen.add(layer.ratios().length > 0 ? "ratios" : "no ratios");
      seen.add(layer.shifts()[0] < 8 ? "shift below 8" : "");
      seen.add(layer.shifts()[0] > 40 ? "shift above 40" : "");
      seen.add(layer.high() < (1 << (layer.activationBits() - 1)) - 1 ? "narrow clamp" : "");
    }
  }

  private static void program(TestCase test, Program program, Set<String> seen) {
    for (Step step : program.steps()) {
      if (step instanceof Step.Convolve convolve) {
        seen.add(convolve.fitsInt() ? "32-bit accumulator" : "64-bit accumulator");
      }
    }
    ReferenceExecutor executor = new ReferenceExecutor(program);
    byte[] input = test.input(0);
    executor.infer(ByteBuffer.wrap(input), IntBuffer.allocate(program.outputSize()));
    for (int value : executor.tensor(program.output())) {
      boolean end = value == program.tensors().get(program.output()).high();
      seen.add(end ? "saturated" : "not saturated");
    }
  }
}
