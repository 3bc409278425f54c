package io.requant.backend.fpga.internal.command;

import io.requant.backend.fpga.internal.LazySimulators;
import io.requant.backend.fpga.internal.sim.BuildCache;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.synth.Placer;
import io.requant.backend.fpga.internal.synth.Synthesizer;
import io.requant.backend.fpga.internal.synth.ToolFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where tools are and their results go. */
final class ToolOptions {

  private static final int CACHED = 50;

  @Option(
      names = "--cache",
      defaultValue = "",
      paramLabel = "DIR",
      description = "folder of compiled and synthesized results (default: the user's cache)")
  private String cache;

  @Option(
      names = "--tools",
      defaultValue = "",
      paramLabel = "DIR",
      description = "folder of tools (default: fpga-tools beside the user's cache)")
  private String tools;

  private LazySimulators found;

  ToolFolder folder() {
    return new ToolFolder(
        tools.isEmpty() ? LazySimulators.caches().resolve("fpga-tools") : Path.of(tools));
  }

  Simulators simulators() {
    if (found == null) {
      found = LazySimulators.of(cache, CACHED);
    }
    return found.get();
  }

  Synthesizer synthesizer() {
    return new Synthesizer(simulators().tools().yosys(), folder(), results());
  }

  Placer placer() {
    return new Placer(synthesizer(), folder(), results());
  }

  private BuildCache results() {
    return simulators().cache();
  }
}
