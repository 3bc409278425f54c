package io.requant.backend.fpga.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.requant.backend.fpga.internal.RandomHardware;
import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.Toolchain;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RtlBackendTest {

  private static final Network NETWORK = Nets.plausible(Nets.separable(4, 2));
  private static final Policy POLICY = PlausiblePolicies.uniform(NETWORK, 5, 6);

  private static RtlBackend backend(String path, Simulators simulators) {
    return new RtlBackend(
        new FpgaOptions("fpga", path, Device.ARTIX7_200T, Duration.ofMinutes(2)), () -> simulators);
  }

  private static Simulators without() {
    return new Simulators(
        Toolchain.NONE, new BuildCache(Path.of("target", "none"), 2, Clock.systemUTC()));
  }

  private static List<byte[]> images(int count) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(RandomNetworks.input(new SplittableRandom(i), NETWORK.graph()));
    }
    return images;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Test
  void compiledRtlGivesTheReferencesLogitsThroughTheEngine() throws Exception {
    Tools.needVerilator();
    Program program = Program.of(NETWORK, POLICY);
    try (FpgaEngine engine = backend(FpgaPath.AUTO, Tools.simulators()).prepare(NETWORK, POLICY)) {
      assertThat(engine.info().path()).isEqualTo("rtl-verilator");
      for (byte[] image : images(3)) {
        IntBuffer logits = IntBuffer.allocate(10);
        engine.infer(direct(image), logits);
        assertThat(logits.array()).isEqualTo(RandomHardware.reference(program, image));
        assertThat(logits.array()).isNotEqualTo(new int[10]);
      }
    }
  }

  @Test
  void withoutAnySimulatorTheEngineSaysThatTheRtlIsNotExecuted() throws Exception {
    try (FpgaEngine engine = backend(FpgaPath.AUTO, without()).prepare(NETWORK, POLICY)) {
      assertThat(engine.info().path()).isEqualTo("cycle model, RTL not executed");
      List<Frame> frames = engine.run(images(2));
      assertThat(frames.get(1).logits())
          .isEqualTo(RandomHardware.reference(Program.of(NETWORK, POLICY), images(2).get(1)));
      assertThat(frames.get(1).clocks() - frames.get(0).clocks())
          .isEqualTo(engine.found().interval());
    }
  }

  @Test
  void theCycleModelsEngineCountsAsTheCompiledRtlDoes() throws Exception {
    Tools.needVerilator();
    try (FpgaEngine rtl = backend("verilator", Tools.simulators()).prepare(NETWORK, POLICY);
        FpgaEngine model = backend("model", without()).prepare(NETWORK, POLICY)) {
      List<byte[]> images = images(3);
      assertThat(rtl.run(images))
          .extracting(Frame::clocks)
          .containsExactly(model.run(images).stream().map(Frame::clocks).toArray(Long[]::new));
    }
  }

  @Test
  void aPolicyOfTheSameShapeNeedsNoNewBuild() throws Exception {
    Tools.needVerilator();
    Network other = RandomNetworks.plausible(new SplittableRandom(21), NETWORK.graph());
    RtlBackend backend = backend("verilator", Tools.simulators());
    Policy otherPolicy = PlausiblePolicies.uniform(other, 5, 6);
    try (FpgaEngine one = backend.prepare(NETWORK, POLICY)) {
      Simulators onlyCache =
          new Simulators(Tools.simulators().tools(), Tools.cacheThatMustNotBuild());
      try (FpgaEngine two = backend("verilator", onlyCache).prepare(other, otherPolicy)) {
        byte[] image = images(1).get(0);
        assertThat(two.run(List.of(image)).get(0).logits())
            .isEqualTo(RandomHardware.reference(Program.of(other, otherPolicy), image))
            .isNotEqualTo(one.run(List.of(image)).get(0).logits());
      }
    }
  }

  @Test
  void policyOfAnotherNetworkIsAnObstacleAndCannotBePrepared() {
    Network other = Nets.plausible(Nets.separable(4, 3));
    RtlBackend backend = backend("model", without());
    assertThat(backend.supports(NETWORK, POLICY).supported()).isTrue();
    assertThat(backend.supports(other, POLICY).obstacles()).singleElement().isNotNull();
    assertThatExceptionOfType(PolicyMismatchException.class)
        .isThrownBy(() -> backend.prepare(other, POLICY));
  }

  @Test
  void buffersThatAreTooShortAndClosedEnginesAreRefused() throws Exception {
    FpgaEngine engine = backend("model", without()).prepare(NETWORK, POLICY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.infer(ByteBuffer.allocateDirect(3071), IntBuffer.allocate(10)))
        .withMessageContaining("3072");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.infer(direct(images(1).get(0)), IntBuffer.allocate(9)))
        .withMessageContaining("logits");
    engine.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> engine.infer(direct(images(1).get(0)), IntBuffer.allocate(10)));
  }

  @Test
  void unknownPathsAreRefusedWithTheListOfPaths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> backend("vivado", without()))
        .withMessageContaining("verilator, icarus, model");
  }
}
