package io.requant.fleet.simulator.internal.torture;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.fleet.simulator.internal.DeletedFolder;
import io.requant.fleet.simulator.internal.Mosquitto;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet torture}: rollouts whose controller, gateways and broker are killed. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fleet torture")
@Command(
    name = "fleet torture",
    mixinStandardHelpOptions = true,
    description = {
      "Starts Mosquitto, the controller and gateways as processes, rolls a policy out in three waves"
          + " and takes it back, and meanwhile kills one to three of them (SIGKILL) at moments that a"
          + " seed draws. Then looks whether anything was lost, done twice, or forgotten.",
      "Ends with 0 only if nothing was, in any run. The folder of a run with a violation is kept."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant fleet torture --runs 100 --seed 1 --out DIR --resume",
      "  ./requant fleet torture --runs 1 --seed 42 --keep --out DIR"
    })
public final class TortureVerb implements Verb {

  private static final int MOST_RUNS = 100_000;
  private static final String RUNS = "runs.jsonl";

  private final BundleContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--runs",
      defaultValue = "10",
      paramLabel = "N",
      description = "how many runs (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "of the first run; each further one has the next (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--gateways",
      defaultValue = "2",
      paramLabel = "N",
      description = "gateways in processes of their own (default: ${DEFAULT-VALUE})")
  private int products;

  @Option(
      names = "--light",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "simulated gateways beside them, which are not killed (default: ${DEFAULT-VALUE})")
  private int light;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "model with at least two policies (default: models/resnet20.rqm)")
  private Path modelFile;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folders of runs, and " + RUNS + " (default: a temporary one)")
  private Path directory;

  @Option(names = "--resume", description = "leave out seeds that are in DIR/" + RUNS)
  private boolean resume;

  @Option(names = "--keep", description = "keep folders of good runs too")
  private boolean keep;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write the results as JSON, and beside it as a page")
  private Path report;

  /** Made for one run. */
  @Activate
  public TortureVerb(BundleContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    check("--runs", runs, 1, MOST_RUNS);
    check("--gateways", products, 1, 20);
    check("--light", light, 0, 1000);
    Path folder =
        (directory == null
                ? Files.createTempDirectory("requant-torture")
                : Files.createDirectories(directory))
            .toRealPath();
    Setting setting = setting();
    List<RunResult> results = new ArrayList<>(resume ? known(folder) : List.of());
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.join(" | ", RunResult.head()));
    for (long s = seed; s < seed + runs; s++) {
      long wanted = s;
      if (results.stream().noneMatch(r -> r.seed() == wanted)) {
        RunResult result = run(setting, s, folder.resolve("run-" + s));
        results.add(result);
        Files.writeString(
            folder.resolve(RUNS),
            result.line() + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        out.println(String.join(" | ", result.cells()));
        result.violations().forEach(v -> out.println("    " + v));
        out.flush();
      }
    }
    List<RunResult> asked =
        results.stream().filter(r -> r.seed() >= seed && r.seed() < seed + runs).toList();
    long bad = asked.stream().filter(r -> !r.good()).count();
    out.printf("%d runs, %d with violations; %s%n", asked.size(), bad, folder);
    out.flush();
    if (report != null) {
      new TortureReport(asked)
          .write(report, spec.commandLine().getParseResult().originalArgs(), seed);
    }
    return bad == 0 ? 0 : 1;
  }

  private void check(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + "; " + least + ".." + most + " is possible");
    }
  }

  private Setting setting() throws IOException {
    Path home = Path.of(context.getProperty("requant.home"));
    Path file = (modelFile == null ? home.resolve("models/resnet20.rqm") : modelFile).toRealPath();
    Model model = ModelFile.read(file);
    if (model.policies().size() < 2) {
      throw new VerbException("'" + file + "' has fewer than two policies");
    }
    return new Setting(
        home,
        Mosquitto.program()
            .orElseThrow(
                () ->
                    new VerbException(
                        "mosquitto is not installed (Debian: apt-get install mosquitto)")),
        file,
        model
            .network()
            .orElseThrow(() -> new VerbException("'" + file + "' has no quantized network")),
        model.policies().get(0),
        model.policies().get(1),
        products,
        light);
  }

  private static List<RunResult> known(Path folder) throws IOException {
    List<RunResult> known = new ArrayList<>();
    if (Files.exists(folder.resolve(RUNS))) {
      for (String line : Files.readAllLines(folder.resolve(RUNS))) {
        known.add(RunResult.read(line));
      }
    }
    return known;
  }

  private RunResult run(Setting setting, long number, Path folder)
      throws IOException, InterruptedException {
    if (Files.exists(folder)) {
      DeletedFolder.delete(folder);
    }
    RunResult result;
    try (TortureRun run = new TortureRun(setting, number, Files.createDirectories(folder))) {
      result = run.run();
    } catch (IllegalStateException e) {
      result =
          new RunResult(
              number,
              Kill.draw(number, setting.products(), setting.all()).stream()
                  .map(Kill::brief)
                  .toList(),
              "-",
              "-",
              0,
              0,
              0,
              0,
              List.of("run: " + e.getMessage()));
    }
    if (result.good() && !keep) {
      DeletedFolder.delete(folder);
    }
    return result;
  }
}
