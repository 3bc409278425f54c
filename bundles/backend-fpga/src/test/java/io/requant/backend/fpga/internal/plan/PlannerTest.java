package io.requant.backend.fpga.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private static final Network RESNET = Nets.plausible(Nets.resnet(8));

  private static Program program(int weights, int activations) {
    return Program.of(RESNET, PlausiblePolicies.uniform(RESNET, weights, activations));
  }

  private static Hardware plan(Program program, Map<String, Fold> folds) {
    return Planner.plan("test", program, new Folding(folds));
  }

  private static Windowed.Conv conv(Hardware hardware, String layer) {
    return hardware.nodes().stream()
        .filter(node -> node instanceof Windowed.Conv conv && conv.layer().equals(layer))
        .map(Windowed.Conv.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyStreamHasOneWriterAndOneReader() {
    Hardware hardware = plan(program(8, 8), Map.of());
    for (int s = 0; s < hardware.streams().size(); s++) {
      int stream = s;
      long writers = hardware.nodes().stream().filter(n -> n.outputs().contains(stream)).count();
      long readers = hardware.nodes().stream().filter(n -> n.inputs().contains(stream)).count();
      assertThat(writers).as("writers of %d", s).isEqualTo(s == hardware.input() ? 0 : 1);
      assertThat(readers).as("readers of %d", s).isEqualTo(s == hardware.output() ? 0 : 1);
    }
  }

  @Test
  void accumulatorHoldsTheLargestSumOfItsWeightsAndIsNotMuchWider() {
    Program program = program(8, 8);
    Step.Convolve step =
        (Step.Convolve)
            program.steps().stream().filter(s -> s.name().equals("stem")).findFirst().orElseThrow();
    long most = 0;
    int perChannel = step.weights().length / step.bias().length;
    for (int c = 0; c < step.bias().length; c++) {
      long sum = 0;
      for (int i = 0; i < perChannel; i++) {
        sum += Math.abs(step.weights()[c * perChannel + i]);
      }
      most = Math.max(most, sum * 128);
    }
    int bits = conv(plan(program, Map.of()), "stem").accBits();
    assertThat(1L << (bits - 1)).isGreaterThan(most);
    assertThat(1L << (bits - 5)).isLessThanOrEqualTo(most);
  }

  @Test
  void parallelismThatDoesNotDivideTheChannelsIsFilledUp() {
    Hardware hardware = plan(program(4, 4), Map.of("s1b1.conv1", new Fold(7, 5, true)));
    Windowed.Conv conv = conv(hardware, "s1b1.conv1");
    assertThat(conv.folds()).isEqualTo(3);
    assertThat(conv.part()).isEqualTo(4);
    assertThat(conv.elementsOfTail()).isEqualTo(2);
    assertThat(conv.clocksPerFrame()).isEqualTo(32L * 32 * 9 * 3 * 4);
  }

  @Test
  void widthsFollowThePolicyLayerByLayer() {
    Windowed.Conv conv = conv(plan(program(3, 11), Map.of()), "s1b1.conv2");
    assertThat(conv.weightBits()).isEqualTo(3);
    assertThat(conv.ring().bits()).isEqualTo(11);
    assertThat(conv.residual()).isNotNegative();
  }

  @Test
  void aResultLeavesOverAsManyClocksAsTheNextOneTakes() {
    Windowed.Conv conv =
        conv(plan(program(8, 8), Map.of("s1b1.conv1", new Fold(16, 16, true))), "s1b1.conv1");
    assertThat(conv.pe() / conv.lanes()).isLessThanOrEqualTo(conv.wordsPerResult());
    assertThat(conv.lanes()).isLessThan(16);
  }
}
