package io.requant.fleet.controller.internal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet release}: ends an exception. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Ends what fleet push --gateway began: the gateway follows its ring again.",
    footer = {"", "Example:", "  ./requant fleet release --gateway gw-17"})
final class ReleaseCommand implements Callable<Integer> {

  @ParentCommand private FleetVerb fleet;
  @Spec private CommandSpec spec;

  @Option(names = "--gateway", required = true, paramLabel = "ID", description = "the gateway")
  private String gateway;

  @Override
  public Integer call() throws InterruptedException {
    PushCommand.confirm(spec, fleet.controller().release(gateway), "release");
    return 0;
  }
}
