package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet explain}: why a gateway is where it is. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says why a gateway is where it is, and what it said lately.",
    footer = {"", "Example:", "  ./requant fleet explain gw-17"})
final class ExplainCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Parameters(paramLabel = "GATEWAY", description = "id of the gateway")
  private String gateway;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode g = remote.ask(fleet, "GET", "/gateways/" + gateway);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(g.toPrettyString());
      return 0;
    }
    out.printf(
        "%s of ring %s is %s%s since %s: %s%n",
        g.path("gateway").asText(),
        g.path("ring").asText(),
        g.path("standing").asText(),
        g.has("code") ? " (" + g.path("code").asText() + ")" : "",
        g.path("since").asText(),
        g.path("why").asText());
    out.printf(
        "It runs %s, %s, and last reported %s.%n",
        g.path("policy").asText().isEmpty() ? "nothing" : "policy " + g.path("policy").asText(),
        g.path("online").asBoolean() ? "is connected" : "is not connected",
        g.path("receivedAt").asText());
    for (JsonNode event : g.path("history")) {
      out.printf(
          "  %s %s%n",
          Instant.ofEpochMilli(event.path("at").asLong()), event.path("detail").asText());
    }
    return 0;
  }
}
