package io.requant.resources.internal.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code load}: holds the processors at a share. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=load")
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Holds the CPU at a chosen share, so that you can see a gateway adapt.",
      "Run it beside the gateway, not in its shell: what the gateway's own process uses does not"
          + " count as taken. Ends after --seconds, or with Ctrl-C."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant load --cpu 50",
      "  ./requant load --cpu 80 --threads 1 --seconds 20 --memory 512M --report load.json"
    })
public final class LoadVerb implements Verb {

  private static final long MAX_SECONDS = 86_400;

  /** A share that is further below its target was not to be had. */
  private static final double NEAR = 0.05;

  private final LoadRun run = new LoadRun();

  @Spec private CommandSpec spec;

  @Option(
      names = "--cpu",
      required = true,
      paramLabel = "PERCENT",
      description = "share to hold of each thread's processor, 1..100")
  private double percent;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads, each on a processor of its own (default: one for each processor)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long, 1..86400 (default: until Ctrl-C)")
  private Long seconds;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "0",
      description = "memory to hold meanwhile, e.g. 512M")
  private String memory;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private Path report;

  @Override
  public Integer call() throws IOException {
    try {
      return hold();
    } finally {
      run.finished();
    }
  }

  private int hold() throws IOException {
    if (!(percent >= 1 && percent <= 100)) {
      throw new VerbException("--cpu " + percent + ": 1..100 per cent are possible");
    }
    if (threads < 1 || threads > LoadGenerator.MAX_THREADS) {
      throw new VerbException(
          "--threads %d: 1..%d are possible".formatted(threads, LoadGenerator.MAX_THREADS));
    }
    if (seconds != null && (seconds < 1 || seconds > MAX_SECONDS)) {
      throw new VerbException("--seconds %d: 1..%d are possible".formatted(seconds, MAX_SECONDS));
    }
    HeldMemory held = new HeldMemory(ByteSize.parse(memory));
    int processors = Runtime.getRuntime().availableProcessors();
    PrintWriter err = spec.commandLine().getErr();
    LoadRun.Outcome outcome =
        run.run(
            percent / 100,
            threads,
            seconds == null ? Long.MAX_VALUE : seconds,
            look -> {
              err.printf(
                  Locale.ROOT,
                  "%4.0f s: target %.0f %%, held %.1f %%, mean %.1f %%%n",
                  look.seconds(),
                  percent,
                  100 * look.held(),
                  100 * look.mean());
              err.flush();
            });
    double ofMachine = outcome.held() * threads / processors;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "held %.1f %% of %d thread%s for %.1f s (target %.0f %%): %.1f %% of %d processors,"
            + " %d MB of memory%s%s%n",
        100 * outcome.held(),
        threads,
        threads == 1 ? "" : "s",
        outcome.seconds(),
        percent,
        100 * ofMachine,
        processors,
        held.bytes() >> 20,
        outcome.stopped() ? "; stopped" : "",
        outcome.seconds() >= 1 && outcome.held() < percent / 100 - NEAR
            ? "; other programs took the rest"
            : "");
    out.flush();
    if (report != null) {
      write(outcome, ofMachine, processors, held.bytes());
    }
    return 0;
  }

  private void write(LoadRun.Outcome outcome, double ofMachine, int processors, long bytes)
      throws IOException {
    Map<String, Object> json =
        ReportHeader.of("load", spec.commandLine().getParseResult().originalArgs(), 0);
    json.put("target", percent / 100);
    json.put("held", outcome.held());
    json.put("heldOfMachine", ofMachine);
    json.put("threads", threads);
    json.put("processors", processors);
    json.put("seconds", outcome.seconds());
    json.put("stopped", outcome.stopped());
    json.put("memoryBytes", bytes);
    json.put("looks", outcome.looks());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report.toFile(), json);
  }

  /** The process ends, or the bundle goes: the load ends first and is still reported. */
  @Deactivate
  void stop() {
    run.stopAndWait();
  }
}
