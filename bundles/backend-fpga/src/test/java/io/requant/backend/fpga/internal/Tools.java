package io.requant.backend.fpga.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.Toolchain;
import io.requant.backend.fpga.internal.synth.Synthesizer;
import io.requant.backend.fpga.internal.synth.ToolFolder;
import java.nio.file.Path;
import java.time.Clock;

/** The tools of this machine, with a build cache in the build folder. */
public final class Tools {

  private static final Toolchain FOUND = Toolchain.find(System.getenv("PATH"));

  private Tools() {}

  /** Simulators with whatever there is. */
  public static Simulators simulators() {
    Path cache = Path.of("target", "fpga-cache").toAbsolutePath();
    return new Simulators(FOUND, new BuildCache(cache, 100, Clock.systemUTC()));
  }

  /** Synthesis with the machine's yosys and no tool folder. */
  public static Synthesizer synthesizer() {
    Path cache = Path.of("target", "fpga-cache").toAbsolutePath();
    return new Synthesizer(
        FOUND.yosys(),
        new ToolFolder(Path.of("target", "no-tools")),
        new BuildCache(cache, 100, Clock.systemUTC()));
  }

  /** The same cache; anything that is not in it yet fails. */
  public static BuildCache cacheThatMustNotBuild() {
    Path cache = Path.of("target", "fpga-cache").toAbsolutePath();
    return new BuildCache(cache, 100, Clock.systemUTC()) {
      @Override
      public Path get(String key, Build build) {
        return super.get(
            key,
            folder -> {
              throw new AssertionError("a build that should not have been needed");
            });
      }
    };
  }

  /** Ends the test without Verilator: skipped, failed where {@code REQUANT_NO_SKIP} says so. */
  public static void needVerilator() {
    needs(FOUND.hasVerilator(), "verilator and g++ (Debian) are not on the PATH");
  }

  /** Ends the test without Icarus, likewise. */
  public static void needIcarus() {
    needs(FOUND.hasIcarus(), "iverilog (Debian) is not on the PATH");
  }

  /** Ends the test without yosys, likewise. */
  public static void needYosys() {
    needs(FOUND.yosys().isPresent(), "yosys (Debian) is not on the PATH");
  }

  private static void needs(boolean there, String why) {
    if (Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))) {
      assertThat(there).as(why).isTrue();
    }
    assumeThat(there).as(why).isTrue();
  }
}
