package io.requant.backend.fpga.internal.command;

import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.synth.Cells;
import io.requant.model.cost.CostModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A verb that has a tool make hardware, and reports its cells beside the estimate. */
abstract class ToolVerb implements Verb {

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;
  @Mixin private ToolOptions tools;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON, and HTML beside it")
  private Path report;

  /**
   * What a tool made.
   *
   * @param cells its cells
   * @param head line above them
   * @param foot line below them
   * @param keys what the report says besides
   */
  record Made(Cells cells, String head, String foot, Map<String, Object> keys) {}

  /** Has it made. */
  abstract Made make(Found found, DesignOptions design, ToolOptions tools);

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
    out.flush();
    Made made = make(found, design, tools);
    Comparison comparison =
        new Comparison(
            design.device(), found.resources(), made.cells().resources(design.device().family()));
    out.println(made.head());
    comparison.print(out);
    if (!made.foot().isEmpty()) {
      out.println(made.foot());
    }
    if (report != null) {
      Map<String, Object> keys =
          new LinkedHashMap<>(
              ReportHeader.of(spec.name(), spec.commandLine().getParseResult().originalArgs(), 0));
      keys.put("model", design.network().name());
      keys.put("policy", design.policy().name());
      keys.putAll(figures.keys());
      keys.putAll(comparison.keys());
      keys.putAll(made.keys());
      FpgaReport.write(report, keys, figures, comparison);
    }
    return 0;
  }
}
