package io.requant.fleet.controller.internal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet release}: a gateway follows its ring again. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Lets a gateway that had a policy of its own follow its ring again.",
    footer = {"", "Example:", "  ./requant fleet release --gateway gw-1"})
final class ReleaseCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Option(names = "--gateway", required = true, paramLabel = "ID", description = "the gateway")
  private String gateway;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Override
  public Integer call() {
    PushCommand.confirm(
        spec, remote.ask(fleet, "DELETE", "/gateways/" + gateway + "/desired"), "release", json);
    return 0;
  }
}
