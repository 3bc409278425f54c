package io.requant.backend.fpga.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.fpga.internal.RandomHardware;
import io.requant.backend.fpga.internal.SeparableNetwork;
import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.FoldingSearch;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.RandomNetworks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Paper 3's network at paper 3's clock, which makes 366 frames a second there. Folded for the same
 * device, whose tables it exceeds so far: see the README.
 */
class SeparableNetworkTest {

  private static final int IMAGES = 4;

  @Test
  void runsAtMoreThan550FramesASecondAt54MegahertzWithTheReferencesLogits() throws Exception {
    Tools.needVerilator();
    Network network = SeparableNetwork.network();
    Policy policy = SeparableNetwork.policy(network);
    Program program = Program.of(network, policy);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(RandomNetworks.input(new SplittableRandom(i), network.graph()));
    }
    RtlBackend backend =
        new RtlBackend(
            new FpgaOptions("fpga", "verilator", Device.GW2A_18C, Duration.ofMinutes(5)),
            Tools::simulators);
    Found found =
        new FoldingSearch(network.name(), program, Device.GW2A_18C)
            .reach((long) (54e6 / 550))
            .orElseThrow();
    try (FpgaEngine engine = backend.engine(network, policy, program, found)) {
      List<Frame> frames = engine.run(images);
      for (int i = 0; i < IMAGES; i++) {
        assertThat(frames.get(i).logits())
            .as("image %d", i)
            .isEqualTo(RandomHardware.reference(program, images.get(i)));
      }
      long interval = frames.get(IMAGES - 1).clocks() - frames.get(IMAGES - 2).clocks();
      assertThat(54e6 / interval).isGreaterThan(550);
      assertThat(interval).isEqualTo(found.interval());
      assertThat(found.resources().bram()).isLessThanOrEqualTo(Device.GW2A_18C.bram());
      double macs = policy.cost().macs();
      assertThat(macs / interval / found.hardware().multipliers()).isGreaterThan(0.8);
    }
  }
}
