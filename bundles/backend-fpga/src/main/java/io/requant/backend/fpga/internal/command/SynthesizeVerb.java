package io.requant.backend.fpga.internal.command;

import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.synth.Synthesizer.Synthesis;
import io.requant.model.cost.CostModel;
import java.io.PrintWriter;
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
public final class SynthesizeVerb implements Verb {

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;
  @Mixin private ToolOptions tools;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON, and HTML beside it")
  private Path report;

  @Override
  public Integer call() throws Exception {
    Found found = design.find();
    Figures figures =
        new Figures(
            design.device(),
            found,
            design.hertz(),
            CostModel.of(design.network(), design.policy()));
    PrintWriter out = spec.commandLine().getOut();
    EstimateVerb.print(out, figures);
    Design rtl = Design.of(List.of(found.hardware()));
    Synthesis synthesis = tools.synthesizer().synthesize(rtl, design.device(), Design.module(0));
    Comparison comparison =
        new Comparison(
            design.device(),
            found.resources(),
            synthesis.cells().resources(design.device().family()));
    out.printf("Synthesized by %s; netlist in %s%n", synthesis.tool(), synthesis.netlist());
    comparison.print(out);
    if (report != null) {
      Map<String, Object> keys =
          ReportHeader.of("fpga synthesize", spec.commandLine().getParseResult().originalArgs(), 0);
      keys.put("model", design.network().name());
      keys.put("policy", design.policy().name());
      keys.putAll(figures.keys());
      keys.putAll(comparison.keys());
      keys.put("synthesizer", synthesis.tool());
      keys.put("cells", synthesis.cells().byType());
      FpgaReport.write(report, keys, figures, comparison);
    }
    return 0;
  }
}
