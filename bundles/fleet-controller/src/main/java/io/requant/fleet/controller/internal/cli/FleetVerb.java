package io.requant.fleet.controller.internal.cli;

import io.requant.api.command.Verb;
import io.requant.fleet.controller.internal.rest.Site;
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
    description = "Rolls policies out to gateways and shows what they run.",
    subcommands = {
      StatusCommand.class,
      RolloutCommand.class,
      OrderCommands.Pause.class,
      OrderCommands.Resume.class,
      OrderCommands.Approve.class,
      OrderCommands.Abort.class,
      OrderCommands.Rollback.class,
      ExplainCommand.class,
      CommandCommand.class,
      PushCommand.class,
      FileCommand.class,
      HaltCommand.class,
      ReleaseCommand.class,
      AuditCommand.class,
      PageCommand.class,
      KeysCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  ./requant fleet status",
      "  ./requant fleet rollout --ring all --model models/resnet20.rqm --policy w4a4 \\",
      "      --waves 1,10,50,100 --fallback w8a8 --watch",
      "  ./requant fleet explain gw-17",
      "  ./requant fleet rollback --ring all",
      "  ./requant fleet keys init --dir keys"
    })
public final class FleetVerb implements Verb {

  private final Optional<Site> here;

  @Spec private CommandSpec spec;

  /** A verb with the controller of this process, if one runs. */
  @Activate
  public FleetVerb(
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          Site site) {
    here = Optional.ofNullable(site);
  }

  /** The controller of this process. */
  Optional<Site> here() {
    return here;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "fleet needs one of: status, rollout, pause, resume, approve, abort, rollback, explain,"
            + " command, push, file, halt, release, audit, page, keys");
  }
}
