package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet audit}: who did what. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows who ordered what, the newest first.",
    footer = {"", "Example:", "  ./requant fleet audit --limit 20"})
final class AuditCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Option(names = "--limit", description = "most orders (default ${DEFAULT-VALUE}, up to 1000)")
  private int limit = 50;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode entries = remote.ask(fleet, "GET", "/audit?limit=" + limit);
    if (json) {
      spec.commandLine().getOut().println(entries.toPrettyString());
      return 0;
    }
    for (JsonNode e : entries) {
      spec.commandLine()
          .getOut()
          .printf(
              "%s %-20s %-22s %-24s %s%n",
              Instant.ofEpochMilli(e.path("at").asLong()),
              e.path("who").asText(),
              e.path("event").asText(),
              e.path("subject").asText(),
              e.path("detail").asText());
    }
    return 0;
  }
}
