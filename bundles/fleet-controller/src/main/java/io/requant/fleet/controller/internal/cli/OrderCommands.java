package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.api.command.VerbException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet pause, resume, approve, abort, rollback}: orders to a rollout. */
final class OrderCommands {

  private OrderCommands() {}

  /** What they share; the name of the command is the order. */
  abstract static class Order implements Callable<Integer> {

    @ParentCommand private FleetVerb fleet;
    @Spec private CommandSpec spec;
    @Mixin private Remote remote;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    /** Which rollout. */
    static final class Which {
      @Parameters(paramLabel = "ROLLOUT", description = "id of the rollout")
      private String id;

      @Option(names = "--ring", paramLabel = "RING", description = "the newest one of a ring")
      private String ring;
    }

    @Override
    public Integer call() {
      String id = which.id != null ? which.id : newest(which.ring);
      JsonNode rollout = remote.ask(fleet, "POST", "/rollouts/" + id + "/" + spec.name());
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(rollout.toPrettyString());
      } else {
        RolloutCommand.print(out, rollout);
      }
      return 0;
    }

    private String newest(String ring) {
      for (JsonNode rollout : remote.ask(fleet, "GET", "/rollouts")) {
        if (rollout.path("ring").asText().equals(ring)) {
          return rollout.path("id").asText();
        }
      }
      throw new VerbException("ring '" + ring + "' has no rollout; fleet status shows the rings");
    }
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Begins no further wave; what is published stays published.",
      footer = {"", "Example:", "  ./requant fleet pause --ring all"})
  static final class Pause extends Order {}

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Goes on after a pause.",
      footer = {"", "Example:", "  ./requant fleet resume --ring all"})
  static final class Resume extends Order {}

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Begins the wave that waits for approval.",
      footer = {"", "Example:", "  ./requant fleet approve ro-20260301-020000"})
  static final class Approve extends Order {}

  @Command(
      name = "abort",
      mixinStandardHelpOptions = true,
      description =
          "Gives up: gateways that have not finished leave the change, others keep the policy.",
      footer = {"", "Example:", "  ./requant fleet abort --ring all"})
  static final class Abort extends Order {}

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Tells every gateway of the ring to go back.",
      footer = {"", "Example:", "  ./requant fleet rollback --ring all"})
  static final class Rollback extends Order {}
}
