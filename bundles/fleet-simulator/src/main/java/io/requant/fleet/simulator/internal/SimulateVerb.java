package io.requant.fleet.simulator.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet simulate}: a fleet in one process, and what two rollouts do to it. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fleet simulate")
@Command(
    name = "fleet simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs thousands of real agents in one process, each with a connection of its own to a real"
          + " broker, and the real controller. Rolls out a good policy in waves, then a bad one that"
          + " must be stopped at its first wave and rolled back everywhere.",
      "Ends with 0 only if every gateway is accounted for and nothing happened that must not."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant fleet simulate --gateways 1000 --seed 7",
      "  ./requant fleet simulate --gateways 10000 --broker mosquitto --faults all --report fleet.json",
      "  ./requant fleet simulate --gateways 200 --faults disconnects=0.5,broker --broker embedded"
    })
public final class SimulateVerb implements Verb {

  private final BundleContext context;
  private final ConfigurationAdmin configurations;

  @Spec private CommandSpec spec;

  @Option(names = "--gateways", defaultValue = "1000", paramLabel = "N", description = "how many")
  private int gateways;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "decides who is slow, wrong or away, and which faults happen")
  private long seed;

  @Option(
      names = "--faults",
      defaultValue = "all",
      paramLabel = "F",
      description =
          "all, none, or some with commas between, each with a rate or without: disconnects,"
              + " crashes, away, slow, gates, skew, duplicates, reorder, broker (default:"
              + " ${DEFAULT-VALUE})")
  private String faults;

  @Option(
      names = "--broker",
      defaultValue = "mosquitto",
      paramLabel = "B",
      description =
          "mosquitto (started here), embedded, or the URL of one that runs: tcp://HOST:PORT"
              + " (default: ${DEFAULT-VALUE})")
  private String broker;

  @Option(
      names = "--waves",
      defaultValue = "5",
      paramLabel = "N",
      description = "in how many waves (default: ${DEFAULT-VALUE})")
  private int waves;

  @Option(
      names = "--jitter",
      defaultValue = "2",
      paramLabel = "S",
      description = "seconds over which gateways spread their work (default: ${DEFAULT-VALUE})")
  private int jitter;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "model with at least three policies (default: models/resnet20.rqm)")
  private Path modelFile;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write the result as JSON, and beside it as a page")
  private Path report;

  /** Made for one run. */
  @Activate
  public SimulateVerb(BundleContext context, @Reference ConfigurationAdmin configurations) {
    this.context = context;
    this.configurations = configurations;
  }

  @Override
  public Integer call() throws Exception {
    SimulationPlan plan;
    try {
      plan = new SimulationPlan(gateways, waves, Faults.parse(faults), seed, jitter);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Path home = Path.of(context.getProperty("requant.home"));
    Path file = modelFile == null ? home.resolve("models/resnet20.rqm") : modelFile;
    Model model = ModelFile.read(file);
    if (model.policies().size() < 3) {
      throw new VerbException(
          "'" + file + "' has " + model.policies().size() + " policies; three are needed");
    }
    Path folder = Files.createTempDirectory("requant-fleet").toRealPath();
    PrintWriter out = spec.commandLine().getOut();
    SimulationRun run = new SimulationRun(context, configurations, folder, out);
    SimulationReport result;
    try {
      result = run.run(plan, broker, network(model, file), policies(model));
    } finally {
      DeletedFolder.delete(folder);
    }
    print(result, out);
    if (report != null) {
      write(result);
    }
    return result.good() ? 0 : 1;
  }

  private static Network network(Model model, Path file) {
    return model
        .network()
        .orElseThrow(() -> new VerbException("'" + file + "' has no quantized network"));
  }

  /** What gateways begin with, the good one, and the bad one. */
  private static Policy[] policies(Model model) {
    return model.policies().subList(0, 3).toArray(Policy[]::new);
  }

  private static void print(SimulationReport result, PrintWriter out) {
    for (Act act : result.acts()) {
      out.printf(
          Locale.ROOT,
          "%s rollout of %s: %s after %d waves, %.1f s; converged %d, explained %d %s, unaccounted"
              + " %d; %d publishes to the ring, %d reminders, %d reports%n",
          act.name(),
          act.policy(),
          act.result().end(),
          act.result().waves(),
          act.seconds(),
          act.account().converged(),
          act.account().explained(),
          act.account().reasons(),
          act.account().unaccounted(),
          act.messages().ring(),
          act.messages().gateway(),
          act.messages().reports());
    }
    Act last = result.acts().get(result.acts().size() - 1);
    out.printf(
        "the bad policy ran on %d gateways; its first wave has %d%n",
        last.affected(), last.firstWave());
    out.printf(
        Locale.ROOT,
        "controller: %d bytes of heap per gateway, %.1f s of processor time; violations: %d%n",
        result.resources().controllerHeapBytes() / result.plan().gateways(),
        result.resources().controllerCpuSeconds(),
        result.violations().size());
    result.violations().stream().limit(20).forEach(violation -> out.println("  " + violation));
    out.flush();
  }

  private void write(SimulationReport result) throws IOException {
    Map<String, Object> header =
        ReportHeader.of("fleet simulate", spec.commandLine().getParseResult().originalArgs(), seed);
    String name = report.getFileName().toString().replaceFirst("\\.json$", "");
    String html = result.html(header);
    header.putAll(result.entries());
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(header);
    AtomicFile.write(report, stream -> stream.write(json));
    AtomicFile.write(
        report.resolveSibling(name + ".html"),
        stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
  }
}
