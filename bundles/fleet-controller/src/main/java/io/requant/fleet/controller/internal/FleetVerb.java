package io.requant.fleet.controller.internal;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.api.fleet.FleetController;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet}: what a controller can be asked to do. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fleet")
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = "Pushes policies to gateways and shows what they run.",
    subcommands = {
      PushCommand.class,
      HaltCommand.class,
      ReleaseCommand.class,
      StatusCommand.class,
      KeysCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  ./requant fleet keys init --dir keys",
      "  ./requant fleet push --ring all --model models/resnet20.rqm --policy w4a4",
      "  ./requant fleet status --json"
    })
public final class FleetVerb implements Verb {

  private final Optional<FleetController> controller;

  @Spec private CommandSpec spec;

  /** A verb with the controller of this process, if one runs. */
  @Activate
  public FleetVerb(
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          FleetController controller) {
    this.controller = Optional.ofNullable(controller);
  }

  /** The controller, or a sentence that says how to get one. */
  FleetController controller() {
    return controller.orElseThrow(
        () ->
            new VerbException(
                "no controller runs in this process: start ./requant controller and give the command"
                    + " in its shell; configuration "
                    + ControllerComponent.PID
                    + " and a connection to a broker are needed"));
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "fleet needs one of: push, halt, release, status, keys");
  }
}
