package io.requant.backend.fpga.internal.synth;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.fpga.internal.RandomHardware;
import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.Estimator;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.backend.fpga.internal.sim.RtlSimulation;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.synth.Synthesizer.Synthesis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What yosys makes of the RTL still gives the reference's logits, clock for clock. */
class NetlistAgreesWithReferenceTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void aSynthesizedNetworkGivesTheReferencesLogitsInTheModelsClocks() {
    Tools.needYosys();
    Tools.needIcarus();
    // The least of some: synthesis takes most of the time.
    Estimator estimator = new Estimator(Device.ZYNQ_7020.family());
    RandomHardware random =
        RandomHardware.small(7000, 24, 4_000).stream()
            .min(Comparator.comparingDouble(r -> estimator.of(r.hardware()).lut()))
            .orElseThrow();
    Design rtl = Design.of(List.of(random.hardware()));
    Synthesis synthesis = Tools.synthesizer().synthesize(rtl, Device.ZYNQ_7020, Design.module(0));
    Design netlist =
        NetlistDesign.of(rtl, synthesis, Path.of("/usr/share/yosys/xilinx/cells_sim.v"));
    Simulators simulators = Tools.simulators();
    Path program = simulators.icarus(netlist, 0);
    RtlSimulation.Setup setup =
        new RtlSimulation.Setup(
            data -> simulators.runIcarus(program, data),
            netlist.memories(),
            random.program().outputSize(),
            10_000_000,
            PATIENCE,
            0);
    List<byte[]> images = random.images();
    try (RtlSimulation simulation = new RtlSimulation(setup)) {
      List<Frame> frames = simulation.run(images);
      for (int i = 0; i < images.size(); i++) {
        assertThat(frames.get(i).logits())
            .as("image %d of %s", i, random.test())
            .isEqualTo(RandomHardware.reference(random.program(), images.get(i)));
      }
      assertThat(frames.stream().map(Frame::clocks)).isEqualTo(random.run().frames());
    }
  }
}
