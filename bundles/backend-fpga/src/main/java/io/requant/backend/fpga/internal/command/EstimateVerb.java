package io.requant.backend.fpga.internal.command;

import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.model.cost.CostModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga estimate}: clocks and cells of a network under a policy, without any tool. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga estimate")
@Command(
    name = "fpga estimate",
    mixinStandardHelpOptions = true,
    description = "Clocks and cells on a device, layer by layer. Needs no tool.",
    footer = {
      "",
      "Examples:",
      "  ./requant fpga estimate --model models/mnist-cnn.rqm --policy w8a8 --device zynq-7020",
      "  ./requant fpga estimate --model models/resnet20.rqm --policy w4a4 --fps 500 --report e.json"
    })
public final class EstimateVerb implements Verb {

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON, and HTML beside it")
  private Path report;

  @Override
  public Integer call() throws Exception {
    Figures figures =
        new Figures(
            design.device(),
            design.find(),
            design.hertz(),
            CostModel.of(design.network(), design.policy()));
    print(spec.commandLine().getOut(), figures);
    if (report != null) {
      Map<String, Object> keys =
          ReportHeader.of("fpga estimate", spec.commandLine().getParseResult().originalArgs(), 0);
      keys.put("model", design.network().name());
      keys.put("policy", design.policy().name());
      keys.putAll(figures.keys());
      FpgaReport.write(report, keys, figures);
    }
    return 0;
  }

  static void print(PrintWriter out, Figures f) {
    out.printf(
        Locale.ROOT,
        "%s on %s at %.0f MHz: %d clocks per frame (%.0f frames/s), one frame alone %d (%.3f ms); MAC utilisation %.1f %%%n",
        f.found().hardware().name(),
        f.device().name(),
        f.hertz() / 1e6,
        f.found().interval(),
        f.hertz() / f.found().interval(),
        f.found().latency(),
        1e3 * f.found().latency() / f.hertz(),
        100 * f.utilisation());
    String format = "  %-26s %7s %11s %10s %14s %9s %7s %7s %6s %5s%n";
    out.printf(format, Figures.HEAD.toArray());
    for (List<String> row : f.rows()) {
      out.printf(format, row.toArray());
    }
    out.printf(
        Locale.ROOT,
        "  estimated: LUT %.0f of %d, FF %.0f of %d, BRAM %.1f of %d, DSP %.0f of %d: %s%n",
        f.found().resources().lut(),
        f.device().lut(),
        f.found().resources().ff(),
        f.device().ff(),
        f.found().resources().bram(),
        f.device().bram(),
        f.found().resources().dsp(),
        f.device().dsp(),
        f.device().fits(f.found().resources()) ? "fits" : "does not fit");
  }
}
