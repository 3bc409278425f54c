package io.requant.backend.fpga.internal.rtl;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.fpga.internal.RandomHardware;
import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.backend.fpga.internal.sim.RtlSimulation;
import io.requant.backend.fpga.internal.sim.Simulators;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Random networks, policies and foldings: the RTL gives the reference's logits, and takes as many
 * clocks as the cycle model says, for frames that come back to back.
 */
class RtlAgreesWithReferenceTest {

  private static final int CASES = 52;
  private static final int PER_BUILD = 13;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Simulators SIMULATORS = Tools.simulators();

  @Test
  void verilatorGivesTheReferencesLogitsAndTheModelsClocksOnRandomNetworks() {
    Tools.needVerilator();
    List<RandomHardware> cases = RandomHardware.small(1000, CASES, 60_000);
    for (int from = 0; from < CASES; from += PER_BUILD) {
      List<RandomHardware> some = cases.subList(from, from + PER_BUILD);
      Design design = Design.of(some.stream().map(RandomHardware::hardware).toList());
      Path program = SIMULATORS.verilator(design);
      for (int k = 0; k < some.size(); k++) {
        int network = k;
        agrees(design, some.get(k), data -> SIMULATORS.runVerilator(program, network, data));
      }
    }
  }

  @Test
  void icarusGivesTheReferencesLogitsAndTheModelsClocksOnRandomNetworks() {
    Tools.needIcarus();
    for (RandomHardware random : RandomHardware.small(5000, CASES, 12_000)) {
      Design design = Design.of(List.of(random.hardware()));
      Path program = SIMULATORS.icarus(design, 0);
      agrees(design, random, data -> SIMULATORS.runIcarus(program, data));
    }
  }

  private static void agrees(
      Design design, RandomHardware random, Function<Path, List<String>> command) {
    RtlSimulation.Setup setup =
        new RtlSimulation.Setup(
            command, design.memories(), random.program().outputSize(), 10_000_000, PATIENCE, 0);
    List<byte[]> images = random.images();
    try (RtlSimulation simulation = new RtlSimulation(setup)) {
      List<Frame> frames = simulation.run(images);
      for (int i = 0; i < images.size(); i++) {
        assertThat(frames.get(i).logits())
            .as("image %d of %s", i, random.test())
            .isEqualTo(RandomHardware.reference(random.program(), images.get(i)));
      }
      assertThat(frames.stream().map(Frame::clocks))
          .as("clocks of %s", random.test())
          .isEqualTo(random.run().frames());
      // A second request finds the hardware as the first one left it.
      assertThat(simulation.run(images.subList(0, 1)).get(0).logits())
          .as("after the first request of %s", random.test())
          .isEqualTo(frames.get(0).logits());
    }
  }
}
