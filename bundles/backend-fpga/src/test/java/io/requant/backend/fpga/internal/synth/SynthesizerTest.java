package io.requant.backend.fpga.internal.synth;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.requant.backend.fpga.internal.RandomHardware;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.ToolException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesizerTest {

  @TempDir private Path folder;

  private BuildCache cache() {
    return new BuildCache(folder.resolve("cache"), 2, Clock.systemUTC());
  }

  private Synthesizer withoutTools() {
    return new Synthesizer(Optional.empty(), new ToolFolder(folder.resolve("tools")), cache());
  }

  private static Hardware hardware() {
    return RandomHardware.small(1, 1, 60_000).get(0).hardware();
  }

  @Test
  void withoutYosysTheErrorSaysWhatToInstall() {
    Design design = Design.of(List.of(hardware()));
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> withoutTools().synthesize(design, Device.ARTIX7_200T, Design.module(0)))
        .withMessageContaining("install Debian's yosys");
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> withoutTools().synthesize(design, Device.GW2A_18C, Design.module(0)))
        .withMessageContaining("fpga tools install");
  }

  @Test
  void withoutNextpnrTheErrorSaysHowToGetIt() {
    Placer placer = new Placer(withoutTools(), new ToolFolder(folder.resolve("tools")), cache());
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> placer.place(hardware(), Device.GW2A_18C, 54))
        .withMessageContaining("fpga tools install");
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> placer.place(hardware(), Device.ZYNQ_7020, 54))
        .withMessageContaining("fpga synthesize");
  }
}
