package io.requant.backend.fpga.internal.command;

import io.requant.api.command.Verb;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.rtl.Harness;
import io.requant.backend.fpga.internal.sim.Simulators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga generate}: Verilog, memory files and test benches of a network under a policy. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga generate")
@Command(
    name = "fpga generate",
    mixinStandardHelpOptions = true,
    description = "Writes Verilog-2005 and memory files for a network under a policy.",
    footer = {
      "",
      "Example:",
      "  ./requant fpga generate --model models/mnist-cnn.rqm --policy w4a4 --out build/mnist"
    })
public final class GenerateVerb implements Verb {

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Found found = design.find();
    Design rtl = Design.of(List.of(found.hardware()));
    Files.createDirectories(out);
    Simulators.write(out, rtl.sources());
    Simulators.write(out, rtl.memories());
    Simulators.write(
        out,
        Map.of(
            "harness.cpp",
            Harness.cpp(rtl.networks()),
            "testbench.v",
            Harness.testbench(found.hardware(), Design.module(0))));
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d Verilog files, %d memories in %s; top module %s; %d multipliers, %d clocks per frame (cycle model)%n",
            found.hardware().name(),
            rtl.sources().size(),
            rtl.memories().size(),
            out,
            Design.module(0),
            found.hardware().multipliers(),
            found.interval());
    return 0;
  }
}
