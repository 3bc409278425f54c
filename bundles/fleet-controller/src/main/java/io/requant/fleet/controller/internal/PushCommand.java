package io.requant.fleet.controller.internal;

import io.requant.api.command.VerbException;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PolicyFile;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleet push}: tells a ring or a gateway to run a policy. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = "Tells every gateway of a ring, or one gateway, to run a policy.",
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
  }

  @Option(names = "--model", paramLabel = "FILE", description = "model that has the policy (.rqm)")
  private Path model;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      description = "name of a policy of the model, or a file (.rqp)")
  private String policy;

  @Option(names = "--frames", description = "frames to compare (default ${DEFAULT-VALUE})")
  private int frames = 32;

  @Option(
      names = "--agreement",
      description = "least share of them with the same class (default ${DEFAULT-VALUE})")
  private double agreement = 0.9;

  @Option(
      names = "--p99-ms",
      description = "longest 99th percentile of the inference time (default ${DEFAULT-VALUE})")
  private long p99Millis = 1000;

  @Option(names = "--soak", description = "seconds to watch it afterwards (default 0)")
  private long soakSeconds;

  @Option(names = "--jitter", description = "seconds to spread the changes over (default 0)")
  private long jitterSeconds;

  @Option(names = "--valid", description = "days to accept it (default ${DEFAULT-VALUE})")
  private long validDays = 30;

  @Option(names = "--requires", description = "OSGi filter over properties of gateways")
  private String requires;

  @Option(
      names = "--adapt",
      paramLabel = "POLICIES",
      description =
          "policies to change to as a gateway's resources change: names with commas, any (what its"
              + " own configuration says), or off: exactly this policy (default ${DEFAULT-VALUE})")
  private String adapt = "off";

  @Override
  public Integer call() throws IOException, InterruptedException {
    Policy chosen = policy();
    PushOptions options;
    try {
      options =
          new PushOptions(
              new ShadowGates(
                  frames, agreement, Duration.ofMillis(p99Millis), Duration.ofSeconds(30)),
              Duration.ofDays(validDays),
              Duration.ofSeconds(jitterSeconds),
              Duration.ofSeconds(soakSeconds),
              Optional.ofNullable(requires),
              AdaptationBounds.parse(adapt));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try {
      PushReceipt receipt =
          to.ring != null
              ? fleet.controller().push(to.ring, chosen, options)
              : fleet.controller().pushToGateway(to.gateway, chosen, options);
      confirm(spec, receipt, "policy " + chosen.name());
    } catch (IllegalArgumentException e) {
      throw new VerbException(e.getMessage(), e);
    }
    return 0;
  }

  /** Waits for the broker and says what was sent. */
  static void confirm(CommandSpec spec, PushReceipt receipt, String what)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      receipt.published().get(30, TimeUnit.SECONDS);
      out.printf(
          "%s: message %d.%d, %d bytes, on %s%n",
          what, receipt.epoch(), receipt.seq(), receipt.messageBytes(), receipt.topic());
    } catch (TimeoutException e) {
      out.printf(
          "%s: message %d.%d is stored, but the broker is not there; it is published when it is%n",
          what, receipt.epoch(), receipt.seq());
    } catch (ExecutionException e) {
      throw new VerbException(
          "message %d.%d is stored, but not published: %s"
              .formatted(receipt.epoch(), receipt.seq(), e.getCause().getMessage()),
          e);
    }
  }

  private Policy policy() throws IOException {
    try {
      if (policy.endsWith(PolicyFile.EXTENSION) || Files.isRegularFile(Path.of(policy))) {
        return PolicyFile.read(Path.of(policy));
      }
      if (model == null) {
        throw new ParameterException(
            spec.commandLine(),
            "policy '"
                + policy
                + "' is no file; give --model FILE.rqm to name one of its policies");
      }
      return ModelFile.read(model).policy(policy);
    } catch (IOException | IllegalArgumentException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }
}
