package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job on one machine, from camera to display. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=demo")
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a broker, a controller and a gateway on loopback, plays CIFAR-10 images before its"
          + " camera, pushes policies to it and swaps its backend while it runs; then lets a load"
          + " run beside it, so that it changes its policy by itself and comes back.",
      "Ends with a table of what became of every frame. With a page that mirrors the LCD."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant demo",
      "  ./requant demo --headless --seconds 60 --report demo.json",
      "  ./requant demo --data ~/cifar-10-batches-bin --fps 60"
    })
public final class DemoVerb implements Verb {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String PI = "io.requant.backend-pi";

  private final BundleContext context;
  private final ConfigurationAdmin configurations;

  @Spec private CommandSpec spec;

  @Option(names = "--headless", description = "end after the tour instead of waiting for Enter")
  private boolean headless;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "length of the tour, from 20 on with a load (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private Path report;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of CIFAR-10; all test images instead of the few that are shipped")
  private Path data;

  @Option(
      names = "--fps",
      defaultValue = "30",
      paramLabel = "N",
      description = "frames a second of the camera (default: ${DEFAULT-VALUE})")
  private int framesPerSecond;

  @Option(names = "--model", paramLabel = "FILE", description = "model with policies")
  private Path modelFile;

  /** Made for one run. */
  @Activate
  public DemoVerb(BundleContext context, @Reference ConfigurationAdmin configurations) {
    this.context = context;
    this.configurations = configurations;
  }

  @Override
  public Integer call() throws Exception {
    if (seconds < 5 || seconds > 86_400 || framesPerSecond < 1 || framesPerSecond > 500) {
      throw new VerbException("--seconds must be 5..86400, --fps 1..500");
    }
    Path home = Path.of(context.getProperty("requant.home"));
    Path file = modelFile == null ? home.resolve("models/resnet20.rqm") : modelFile;
    Model model = ModelFile.read(file);
    if (model.policies().isEmpty()) {
      throw new VerbException("'" + file + "' has no policies: see ./requant quantize");
    }
    LevelTable levels = new LevelTable(model.policies());
    Duration length = Duration.ofSeconds(seconds);
    GatewayFiles files = new GatewayFiles(Files.createTempDirectory("requant-demo").toRealPath());
    PrintWriter out = spec.commandLine().getOut();
    int page = GatewayFiles.freePort();
    try (DemoFleet fleet = DemoFleet.start(context, configurations, files)) {
      files.write(
          file.toRealPath(),
          scene(home),
          framesPerSecond,
          fleet.brokerUrl(),
          page,
          levels.configured());
      long start = System.nanoTime();
      try (GatewayProcess gateway =
          GatewayProcess.start(home, files.configuration(), files.state(), files.log())) {
        awaitFirstResult(gateway);
        double ready = (System.nanoTime() - start) / 1e9;
        out.printf(
            Locale.ROOT,
            "gateway ready after %.1f s; its page: http://127.0.0.1:%d/%nfiles of this run: %s%n%n",
            ready,
            page,
            files.folder());
        out.flush();
        fleet.awaitGateway(GatewayFiles.GATEWAY);
        LoadShow.Loads loads = percent -> LoadProcess.start(home, percent, files.loadLog());
        Tour tour = new Tour(gateway, fleet.controller(), model, levels, loads, out);
        tour.walk(TourStep.tour(PI, revision(home, ""), revision(home, "-r2"), length), length);
        DemoReport result =
            new DemoReport(
                gateway.query("status", "--json"),
                gateway.query("journal", "--json"),
                tour.pushes(),
                tour.swaps(),
                tour.adaptation(),
                ready,
                gateway.rssMegabytes(),
                gateway.peakRssMegabytes());
        result.print(out);
        write(result);
        waitForUser(out, page);
        return result.good() ? 0 : 1;
      }
    }
  }

  private static void awaitFirstResult(GatewayProcess gateway)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    JsonNode ledger = gateway.query("status", "--json").get("ledger");
    while (ledger.get("inferred").asLong() == 0) {
      if (System.nanoTime() > deadline) {
        throw new VerbException("the gateway infers no frame within " + START_LIMIT);
      }
      TimeUnit.MILLISECONDS.sleep(20);
      ledger = gateway.query("status", "--json").get("ledger");
    }
  }

  private Path scene(Path home) throws IOException {
    if (data == null) {
      return home.resolve("models/samples/cifar10-sample.bin");
    }
    for (String candidate :
        new String[] {"test_batch.bin", "cifar-10-batches-bin/test_batch.bin"}) {
      if (Files.isRegularFile(data.resolve(candidate))) {
        return data.resolve(candidate).toRealPath();
      }
    }
    throw new VerbException(
        "'%s' has no test_batch.bin: give the folder of the CIFAR-10 binary version"
            .formatted(data));
  }

  /** The backend's jar as the build made it, by classifier. */
  private static String revision(Path home, String classifier) {
    Path jar = home.resolve("bundles/backend-pi/target/" + PI + "-0.1.0" + classifier + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new VerbException("'" + jar + "' is missing: run ./mvnw -DskipTests package");
    }
    return jar.toString();
  }

  private void write(DemoReport result) throws IOException {
    if (report != null) {
      Map<String, Object> json =
          ReportHeader.of("demo", spec.commandLine().getParseResult().originalArgs(), 0);
      json.putAll(result.entries());
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report.toFile(), json);
    }
  }

  private void waitForUser(PrintWriter out, int page) throws IOException {
    if (!headless) {
      out.printf(
          "%nThe gateway still runs: http://127.0.0.1:%d/  Try ./requant load --cpu 60 beside it."
              + " Press Enter to end.%n",
          page);
      out.flush();
      if (System.in.read() < 0) {
        out.println("no terminal: ending");
      }
    }
  }
}
