package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.command.VerbException;
import io.requant.api.fleet.PushOptions;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.rollout.OptionsJson;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PolicyFile;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which policy, and how each gateway takes it into use. */
final class PolicyChoice {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--model", paramLabel = "FILE", description = "model that has the policy (.rqm)")
  private Path model;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      description = "name of a policy of the model, or a file (.rqp)")
  private String policy;

  @Option(
      names = "--policy-url",
      paramLabel = "URL",
      description =
          "https address where gateways fetch the policy (its .rqp file); up to four, tried in order"
              + " (default: it goes in the message)")
  private List<URI> urls = List.of();

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

  @Option(
      names = "--golden",
      paramLabel = "SHARE",
      description =
          "least share of the golden images in --model whose class the new engine must name")
  private Double golden;

  @Option(
      names = "--max-engine-bytes",
      paramLabel = "N",
      description = "most bytes that old and new engine may hold together (default: no limit)")
  private long engineBytes = Long.MAX_VALUE;

  @Option(
      names = "--max-process-bytes",
      paramLabel = "N",
      description = "most resident bytes of a gateway's process meanwhile (default: no limit)")
  private long processBytes = Long.MAX_VALUE;

  @Option(
      names = "--soak",
      description = "seconds that each gateway watches itself afterwards (default 0)")
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

  /** Name of the policy, for people. */
  String name() {
    return policy().name();
  }

  /** The request with policy and options; anything may be added. */
  ObjectNode request() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("policy", base64(policy()));
    OptionsJson.write(json.putObject("options"), options());
    return json;
  }

  /** Another policy, given in the same way. */
  String base64(String nameOrFile) {
    return base64(policy(nameOrFile));
  }

  private static String base64(Policy policy) {
    return Base64.getEncoder().encodeToString(PolicyCodec.encode(policy));
  }

  private PushOptions options() {
    try {
      return new PushOptions(
          gates(),
          Duration.ofDays(validDays),
          Duration.ofSeconds(jitterSeconds),
          Duration.ofSeconds(soakSeconds),
          Optional.ofNullable(requires),
          AdaptationBounds.parse(adapt),
          urls);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ShadowGates gates() {
    ShadowGates gates =
        new ShadowGates(frames, agreement, Duration.ofMillis(p99Millis), Duration.ofSeconds(30))
            .with(new MemoryGate(engineBytes, processBytes));
    return golden == null ? gates : gates.with(new GoldenGate(goldenImages(), golden));
  }

  private Digest goldenImages() {
    if (model == null) {
      throw new ParameterException(
          spec.commandLine(), "--golden needs --model FILE.rqm, which has the images");
    }
    return model()
        .golden()
        .orElseThrow(
            () ->
                new VerbException(
                    "model '" + model + "' has no golden images; add some with ./requant golden"))
        .digest();
  }

  private Policy policy() {
    return policy(policy);
  }

  private Policy policy(String nameOrFile) {
    try {
      if (nameOrFile.endsWith(PolicyFile.EXTENSION) || Files.isRegularFile(Path.of(nameOrFile))) {
        return PolicyFile.read(Path.of(nameOrFile));
      }
      if (model == null) {
        throw new ParameterException(
            spec.commandLine(),
            "policy '"
                + nameOrFile
                + "' is no file; give --model FILE.rqm to name one of its policies");
      }
      return model().policy(nameOrFile);
    } catch (IOException | IllegalArgumentException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  private Model model() {
    try {
      return ModelFile.read(model);
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }
}
