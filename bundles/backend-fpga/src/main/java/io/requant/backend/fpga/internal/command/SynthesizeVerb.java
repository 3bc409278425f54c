package io.requant.backend.fpga.internal.command;

import io.requant.api.command.Verb;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.synth.Synthesizer.Synthesis;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;

/** {@code fpga synthesize}: the cells that yosys makes of a network, beside the estimate. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga synthesize")
@Command(
    name = "fpga synthesize",
    mixinStandardHelpOptions = true,
    description = "Synthesizes a network with yosys; cells beside their estimates.",
    footer = {
      "",
      "Example (minutes the first time; results are kept):",
      "  ./requant fpga synthesize --model models/mnist-cnn.rqm --policy w4a4 --device zynq-7020"
    })
public final class SynthesizeVerb extends ToolVerb {

  @Override
  Made make(Found found, DesignOptions design, ToolOptions tools) {
    Design rtl = Design.of(List.of(found.hardware()));
    Synthesis synthesis = tools.synthesizer().synthesize(rtl, design.device(), Design.module(0));
    return new Made(
        synthesis.cells(),
        "Synthesized by %s; netlist in %s".formatted(synthesis.tool(), synthesis.netlist()),
        "",
        Map.of("synthesizer", synthesis.tool(), "cells", synthesis.cells().byType()));
  }
}
