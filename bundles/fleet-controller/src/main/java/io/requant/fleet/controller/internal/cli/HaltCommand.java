package io.requant.fleet.controller.internal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet halt}: stops a change that was pushed and is under way. */
@Command(
    name = "halt",
    mixinStandardHelpOptions = true,
    description = "Tells every gateway of a ring that has not finished its change to leave it.",
    footer = {"", "Example:", "  ./requant fleet halt --ring all"})
final class HaltCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Option(names = "--ring", required = true, paramLabel = "RING", description = "the ring")
  private String ring;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() {
    PushCommand.confirm(spec, remote.ask(fleet, "POST", "/rings/" + ring + "/halt"), "halt", json);
    return 0;
  }
}
