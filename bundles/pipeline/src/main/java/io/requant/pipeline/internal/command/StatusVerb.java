package io.requant.pipeline.internal.command;

import io.requant.api.backend.EngineInfo;
import io.requant.api.command.Verb;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: the running pipeline and its ledger. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=status")
@Command(
    name = "status",
    description =
        "Shows the running pipeline: engine, policy, speed, and what became of every frame.",
    footer = {"", "Example: status --json"},
    mixinStandardHelpOptions = true)
public final class StatusVerb implements Verb {

  private final RunningPipeline running;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  /** Takes the pipeline, if there is one. */
  @Activate
  public StatusVerb(
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          Pipeline pipeline) {
    running = new RunningPipeline(pipeline);
  }

  @Override
  public Integer call() {
    PipelineStatus status = running.get().status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(StatusReport.of(status), out);
    } else {
      print(status, out);
    }
    out.flush();
    return 0;
  }

  private static void print(PipelineStatus status, PrintWriter out) {
    Ledger ledger = status.ledger();
    Table table = new Table("what", "value");
    table.row("engine", status.engine().map(StatusVerb::describe).orElse("none: frames wait"));
    table.row("desired policy", status.desiredPolicy());
    status.adaptation().ifPresent(adaptation -> adaptation(adaptation, table));
    table.row("backends", String.join(", ", status.backends()));
    table.row("results per second", String.format(Locale.ROOT, "%.1f", status.framesPerSecond()));
    table.row("inference p50 / p99", status.p50Micros() + " / " + status.p99Micros() + " us");
    table.row("longest gap", status.worstGapMicros() + " us");
    table.row("swaps", status.swaps());
    table.row("frames in", ledger.in());
    table.row("inferred", ledger.inferred());
    for (Map.Entry<?, Long> shed : ledger.shedByReason().entrySet()) {
      table.row("shed: " + shed.getKey(), shed.getValue());
    }
    table.row("in flight", ledger.inFlight());
    table.row("lost", ledger.lost() + (ledger.balanced() ? " (balanced)" : " (NOT BALANCED)"));
    table.print(out);
  }

  private static void adaptation(AdaptationStatus status, Table table) {
    status.level().ifPresent(level -> table.row("resources", level.sentence()));
    table.row(status.adapted() ? "adapted" : "adaptation", status.sentence());
  }

  private static String describe(EngineInfo engine) {
    return engine.policy()
        + " on "
        + engine.backend()
        + " ("
        + engine.path()
        + ", "
        + engine.bytes()
        + " bytes)";
  }
}
