package io.requant.shell.internal;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A verb for tests: prints its word, or fails as it is told. */
@Command(name = "echo", mixinStandardHelpOptions = true)
final class EchoVerb implements Verb {

  @Spec private CommandSpec spec;
  @Parameters private String word;

  @Option(names = "--fail")
  private boolean fail;

  @Option(names = "--break")
  private boolean broken;

  @Override
  public Integer call() {
    if (fail) {
      throw new VerbException("file 'x' is missing: create it");
    }
    if (broken) {
      throw new IllegalStateException("inner");
    }
    spec.commandLine().getOut().println(word);
    return 0;
  }
}
