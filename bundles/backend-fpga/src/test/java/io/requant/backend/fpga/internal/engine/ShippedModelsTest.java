package io.requant.backend.fpga.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.fpga.internal.RandomHardware;
import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.testing.RandomNetworks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Networks that we ship, compiled, on generated images: all logits as the reference gives them. */
class ShippedModelsTest {

  private static final Path MODELS = Path.of("..", "..", "models");

  private static FpgaEngine engine(String file, String policy, Device device) throws Exception {
    Model model = ModelFile.read(MODELS.resolve(file));
    RtlBackend backend =
        new RtlBackend(
            new FpgaOptions("fpga", "verilator", device, Duration.ofMinutes(5)), Tools::simulators);
    return backend.prepare(model.network().orElseThrow(), model.policy(policy));
  }

  private static void agrees(String file, String policy, Device device, int images)
      throws Exception {
    Tools.needVerilator();
    Model model = ModelFile.read(MODELS.resolve(file));
    Network network = model.network().orElseThrow();
    Program program = Program.of(network, model.policy(policy));
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      frames.add(RandomNetworks.input(new SplittableRandom(i), network.graph()));
    }
    try (FpgaEngine engine = engine(file, policy, device)) {
      List<Frame> results = engine.run(frames);
      for (int i = 0; i < images; i++) {
        assertThat(results.get(i).logits())
            .as("image %d", i)
            .isEqualTo(RandomHardware.reference(program, frames.get(i)));
      }
      assertThat(results.get(0).clocks()).isEqualTo(engine.found().latency());
      assertThat(results.get(2).clocks() - results.get(1).clocks())
          .isEqualTo(engine.found().interval());
    }
  }

  @Test
  void mnistCnnAtEightBitsGivesTheReferencesLogits() throws Exception {
    agrees("mnist-cnn.rqm", "w8a8", Device.GW2A_18C, 200);
  }

  @Test
  void mnistCnnAtMixedWidthsGivesTheReferencesLogits() throws Exception {
    agrees("mnist-cnn.rqm", "w4a4", Device.GW2A_18C, 200);
  }

  @Test
  void residualNetworkAtFourBitsGivesTheReferencesLogits() throws Exception {
    agrees("resnet20.rqm", "w4a4", Device.ZYNQ_7020, 4);
  }

  @Test
  void mnistCnnNeedsLessThanHalfAMillisecondAtFiftyFourMegahertz() throws Exception {
    Tools.needVerilator();
    try (FpgaEngine engine = engine("mnist-cnn.rqm", "w8a8", Device.GW2A_18C)) {
      assertThat(engine.found().latency() / 54e6).isLessThan(0.5e-3);
      assertThat(Device.GW2A_18C.fits(engine.found().resources())).isTrue();
    }
  }
}
