package io.requant.fleet.controller.internal.cli;

import io.requant.api.command.VerbException;
import io.requant.fleet.controller.internal.rest.Tokens;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fleet page}: the address of the fleet page, with the token. */
@Command(
    name = "page",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the address of the fleet page.",
      "It ends with the token, behind a #, which browsers do not send: keep it to yourself."
    },
    footer = {"", "Example:", "  xdg-open \"$(./requant fleet page)\""})
final class PageCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private Remote remote;

  @Override
  public Integer call() {
    try {
      spec.commandLine()
          .getOut()
          .println(
              remote.address().replaceAll("/+$", "")
                  + "/fleet/#token="
                  + Tokens.first(remote.tokenFile()));
      return 0;
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }
}
