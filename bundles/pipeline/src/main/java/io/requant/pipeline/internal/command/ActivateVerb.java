package io.requant.pipeline.internal.command;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.file.PolicyFile;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code activate}: changes the policy while frames flow. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=activate")
@Command(
    name = "activate",
    description = "Changes the policy of the running pipeline without losing a frame.",
    footer = {"", "Example: activate w4a4 --frames 200 --agreement 0.95"},
    mixinStandardHelpOptions = true)
public final class ActivateVerb implements Verb {

  private final RunningPipeline running;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "POLICY", description = "Name of a policy of the model, or a .rqp file.")
  private String policy;

  @Option(
      names = "--frames",
      defaultValue = "0",
      description = "Live frames that old and new compute side by side (default: 0, none).")
  private int frames;

  @Option(
      names = "--agreement",
      defaultValue = "0.9",
      description = "Least share of them with the same class (default: ${DEFAULT-VALUE}).")
  private double agreement;

  @Option(
      names = "--max-p99",
      defaultValue = "1000",
      description = "Longest 99th percentile of the new engine, ms (default: ${DEFAULT-VALUE}).")
  private long maxP99Millis;

  @Option(
      names = "--timeout",
      defaultValue = "60",
      description = "Longest wait for these frames, s (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Option(
      names = "--adapt",
      defaultValue = "off",
      description =
          "Policies to change to as resources change: names with commas, any, or off (default:"
              + " ${DEFAULT-VALUE}).")
  private String adapt;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  /** Takes the pipeline, if there is one. */
  @Activate
  public ActivateVerb(
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          Pipeline pipeline) {
    running = new RunningPipeline(pipeline);
  }

  @Override
  public Integer call() {
    Pipeline pipeline = running.get();
    Policy wanted = find(pipeline);
    Activation activation = RunningPipeline.await(pipeline.activate(wanted, gates(), bounds()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(report(wanted, activation), out);
    } else {
      out.println(activation.message());
      out.printf(
          "prepared in %d ms, shadowed for %d ms, %d ms in all%n",
          activation.prepare().toMillis(),
          activation.shadow().toMillis(),
          activation.total().toMillis());
      activation
          .agreement()
          .ifPresent(share -> out.printf("same class on %.2f %% of the frames%n", share * 100));
    }
    out.flush();
    return 0;
  }

  private ShadowGates gates() {
    try {
      return new ShadowGates(
          frames, agreement, Duration.ofMillis(maxP99Millis), Duration.ofSeconds(timeoutSeconds));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private AdaptationBounds bounds() {
    try {
      return AdaptationBounds.parse(adapt);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--adapt: " + e.getMessage(), e);
    }
  }

  private Policy find(Pipeline pipeline) {
    for (Policy known : pipeline.policies()) {
      if (known.name().equals(policy)) {
        return known;
      }
    }
    Path file = Path.of(policy);
    if (!Files.isRegularFile(file)) {
      throw new VerbException(
          "'%s' is neither a policy of the model (it has %s) nor a file"
              .formatted(policy, pipeline.policies().stream().map(Policy::name).toList()));
    }
    try {
      return PolicyFile.read(file);
    } catch (IOException e) {
      throw new VerbException("'" + policy + "' cannot be read as a policy: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> report(Policy policy, Activation activation) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("policy", policy.name());
    report.put("policyDigest", policy.digest().hex());
    report.put("outcome", activation.outcome());
    report.put("message", activation.message());
    report.put("prepareMillis", activation.prepare().toNanos() / 1e6);
    report.put("shadowMillis", activation.shadow().toNanos() / 1e6);
    report.put("totalMillis", activation.total().toNanos() / 1e6);
    report.put("agreement", activation.agreement().orElse(null));
    return report;
  }
}
