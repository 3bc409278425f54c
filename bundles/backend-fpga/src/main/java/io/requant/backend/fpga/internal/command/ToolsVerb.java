package io.requant.backend.fpga.internal.command;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.backend.fpga.internal.synth.ToolFolder;
import java.io.PrintWriter;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fpga tools}: the folder of tools that synthesis for Gowin and placement need. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga tools")
@Command(
    name = "fpga tools",
    mixinStandardHelpOptions = true,
    description = "Says which tools there are, or installs a folder of newer ones.",
    footer = {
      "",
      "Example (about 1 GB; needs root, debootstrap and Debian's mirror):",
      "  ./requant fpga tools install"
    })
public final class ToolsVerb implements Verb {

  @Spec private CommandSpec spec;
  @Mixin private ToolOptions tools;

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "list",
      paramLabel = "ACTION",
      description = "list or install (default: ${DEFAULT-VALUE})")
  private String action;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ToolFolder folder = tools.folder();
    if (action.equals("install")) {
      if (folder.has("yosys")) {
        throw new VerbException("tools are already installed in " + folder.root());
      }
      out.printf("Installing into %s: some minutes, about 1 GB%n", folder.root());
      out.flush();
      folder.install();
    } else if (!action.equals("list")) {
      throw new VerbException("'" + action + "' is neither 'list' nor 'install'");
    }
    tools.simulators().tools().versions().forEach(version -> out.println("  " + version));
    out.printf(
        "  %s: %s%n",
        folder.root(),
        folder.has("yosys") ? folder.versions() : "not installed ('fpga tools install')");
    return 0;
  }
}
