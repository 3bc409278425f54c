package io.requant.shell.internal;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Runs one verb: parses its arguments, and turns what it throws into a message and a code. */
final class VerbRunner {

  /** Exit code when a verb fails. */
  static final int FAILED = 1;

  private static final System.Logger LOG = System.getLogger(VerbRunner.class.getName());

  private VerbRunner() {}

  /**
   * Runs a verb.
   *
   * @param arguments without the verb itself
   * @return exit code: the verb's own, 2 for wrong usage, 1 for a failure
   */
  static int run(Verb verb, List<String> arguments, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(verb));
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler((failure, failed, parsed) -> explain(failure, failed));
    int code = line.execute(arguments.toArray(String[]::new));
    out.flush();
    err.flush();
    return code;
  }

  private static int explain(Exception failure, CommandLine line) throws Exception {
    if (failure instanceof CommandLine.ParameterException) {
      throw failure; // picocli shows the message and the usage
    }
    line.getErr().println(line.getCommandName() + ": " + message(failure));
    boolean expected =
        failure instanceof VerbException || failure instanceof IllegalArgumentException;
    LOG.log(
        expected ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
        "verb " + line.getCommandName() + " failed",
        failure);
    return FAILED;
  }

  private static String message(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
