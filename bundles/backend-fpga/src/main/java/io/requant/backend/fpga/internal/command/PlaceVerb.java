package io.requant.backend.fpga.internal.command;

import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.synth.Placer.Placement;
import io.requant.model.cost.CostModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga place}: places and routes a network, and packs its bitstream. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga place")
@Command(
    name = "fpga place",
    mixinStandardHelpOptions = true,
    description =
        "Places and routes a network with nextpnr from the tool folder; writes a bitstream.",
    footer = {
      "",
      "Example (after './requant fpga tools install'):",
      "  ./requant fpga place --model models/mnist-cnn.rqm --policy w4a4 --device gw2a-18c"
    })
public final class PlaceVerb implements Verb {

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
    Placement placement =
        tools.placer().place(found.hardware(), design.device(), design.hertz() / 1e6);
    Comparison comparison =
        new Comparison(
            design.device(),
            found.resources(),
            placement.cells().resources(design.device().family()));
    out.println("Placed and routed, with the pins' shift registers:");
    comparison.print(out);
    out.printf(
        Locale.ROOT,
        "  highest clock by nextpnr's timing model: %.1f MHz (%.0f frames/s there); bitstream %s%n",
        placement.megahertz(),
        placement.megahertz() * 1e6 / found.interval(),
        placement.folder().resolve("network.fs"));
    if (report != null) {
      Map<String, Object> keys =
          ReportHeader.of("fpga place", spec.commandLine().getParseResult().originalArgs(), 0);
      keys.put("model", design.network().name());
      keys.put("policy", design.policy().name());
      keys.putAll(figures.keys());
      keys.putAll(comparison.keys());
      keys.put("fmaxMHz", placement.megahertz());
      keys.put("bitstream", placement.folder().resolve("network.fs").toString());
      FpgaReport.write(report, keys, figures, comparison);
    }
    return 0;
  }
}
