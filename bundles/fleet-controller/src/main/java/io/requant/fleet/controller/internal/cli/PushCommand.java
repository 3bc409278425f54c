package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet push}: tells a ring or a gateway to run a policy, at once. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = "Tells every gateway of a ring, or one gateway, to run a policy, at once.",
    footer = {
      "",
      "Example:",
      "  ./requant fleet push --ring all --model models/resnet20.rqm --policy w4a4 --frames 64",
      "  ./requant fleet push --ring all --model models/resnet20.rqm --policy level-100 \\",
      "      --adapt level-100,level-75,level-50,level-25"
    })
final class PushCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;
  @Mixin private PolicyChoice choice;

  @ArgGroup(multiplicity = "1")
  private To to;

  /** Whom the policy is for. */
  static final class To {
    @Option(names = "--ring", paramLabel = "RING", description = "every gateway of a ring")
    private String ring;

    @Option(
        names = "--gateway",
        paramLabel = "ID",
        description = "one gateway, until fleet release")
    private String gateway;

    String path() {
      return ring != null ? "/rings/" + ring + "/desired" : "/gateways/" + gateway + "/desired";
    }
  }

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() {
    byte[] body = choice.request().toString().getBytes(StandardCharsets.UTF_8);
    confirm(spec, remote.ask(fleet, "PUT", to.path(), body), "policy " + choice.name(), json);
    return 0;
  }

  /** Says what was sent. */
  static void confirm(CommandSpec spec, JsonNode receipt, String what, boolean json) {
    if (json) {
      spec.commandLine().getOut().println(receipt.toPrettyString());
      return;
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: message %d.%d, %d bytes, on %s%n",
            what,
            receipt.path("epoch").asLong(),
            receipt.path("seq").asLong(),
            receipt.path("messageBytes").asInt(),
            receipt.path("topic").asText());
  }
}
