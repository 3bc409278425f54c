package io.requant.resources.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.api.resource.Roofline;
import io.requant.model.file.Model;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.resources.internal.ResourceComponent;
import io.requant.resources.internal.device.Trace;
import io.requant.resources.internal.level.LevelSettings;
import io.requant.resources.internal.level.ResourceScale;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resources}: what the device has left, its level, and what binds. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=resources")
@Command(
    name = "resources",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what this device has left for inference, the resource level and its reason, and the"
          + " roofline.",
      "It speaks of the process that it runs in: in a gateway's shell of the gateway, from the"
          + " command line of this command, to which a gateway beside it is one of the others."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant resources --model models/resnet20.rqm",
      "  ./requant resources --watch",
      "  ./requant resources --replay trace.csv --report levels.json"
    })
public final class ResourcesVerb implements Verb {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 50;

  private final ResourceComponent monitor;
  private final CountDownLatch stop = new CountDownLatch(1);

  @Spec private CommandSpec spec;

  @Option(names = "--watch", description = "one line a second, until Ctrl-C")
  private boolean watch;

  @Option(names = "--no-probe", description = "do not wait for the roofline to be measured")
  private boolean noProbe;

  @Option(names = "--model", paramLabel = "FILE", description = "say what binds this .rqm")
  private Path file;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "under this policy only (default: all of the model's)")
  private String policy;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "show the levels of a recorded trace instead; its head is " + Trace.HEAD)
  private Path replay;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private Path report;

  /** Made for one run. */
  @Activate
  public ResourcesVerb(@Reference ResourceComponent monitor) {
    this.monitor = monitor;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> json =
        ReportHeader.of("resources", spec.commandLine().getParseResult().originalArgs(), 0);
    if (replay != null) {
      replay(out, json);
    } else {
      present(out, json);
    }
    out.flush();
    if (report != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report.toFile(), json);
    }
    return 0;
  }

  private void present(PrintWriter out, Map<String, Object> json) {
    Map<String, InferenceTraffic> traffic = traffic();
    if (!noProbe) {
      monitor.hurry();
    }
    if (!await(() -> monitor.reading().cpu().isPresent())) {
      throw new VerbException("no reading within " + PATIENCE.toSeconds() + " s; the log says why");
    }
    if (!noProbe && !await(() -> monitor.roofline().isPresent())) {
      throw new VerbException(
          "no roofline within " + PATIENCE.toSeconds() + " s: see the log, or give --no-probe");
    }
    Optional<Roofline> roofline = monitor.roofline();
    ResourceText.lines(monitor.reading(), monitor.decision(), roofline).forEach(out::println);
    List<Object> verdicts = new ArrayList<>();
    roofline.ifPresent(
        measured ->
            traffic.forEach(
                (name, of) -> {
                  out.println(ResourceText.verdict(measured, name, of));
                  verdicts.add(ResourceJson.verdict(measured, name, of));
                }));
    out.flush();
    while (watch && !pause(1_000)) {
      out.println(ResourceText.line(monitor.reading(), monitor.decision()));
      out.flush();
    }
    json.put("reading", ResourceJson.reading(monitor.reading()));
    json.put("decision", ResourceJson.decision(monitor.decision()));
    json.put("roofline", roofline.map(ResourceJson::roofline).orElse(null));
    json.put("verdicts", verdicts);
  }

  private void replay(PrintWriter out, Map<String, Object> json) throws IOException {
    Trace trace;
    try {
      trace = Trace.read(replay);
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
    List<Object> levels = new ArrayList<>();
    for (TraceReplay.Change change :
        TraceReplay.changes(
            replay.toString(),
            trace,
            Duration.ofSeconds(1),
            LevelSettings.DEFAULT,
            ResourceScale.DEFAULT)) {
      out.printf(Locale.ROOT, "%8.1f s  %s%n", change.seconds(), change.decision().sentence());
      Map<String, Object> entry = new LinkedHashMap<>(ResourceJson.decision(change.decision()));
      entry.put("seconds", change.seconds());
      levels.add(entry);
    }
    json.put("trace", replay.toString());
    json.put("levels", levels);
  }

  private Map<String, InferenceTraffic> traffic() {
    Map<String, InferenceTraffic> traffic = new LinkedHashMap<>();
    if (file != null) {
      Model model = ModelArguments.model(file);
      Network network = ModelArguments.network(file, model);
      List<Policy> policies =
          policy == null ? model.policies() : List.of(ModelArguments.policy(model, policy));
      policies.forEach(one -> traffic.put(one.name(), InferenceTraffic.of(network, one)));
    } else if (policy != null) {
      throw new VerbException("--policy needs the --model that it belongs to");
    }
    return traffic;
  }

  private boolean await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || pause(LOOK_MILLIS)) {
        return false;
      }
    }
    return true;
  }

  /** Waits; whether the verb is to end. */
  private boolean pause(long millis) {
    try {
      return stop.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true; // the process is told to end: what is known is still reported
    }
  }

  /** The process ends, or the bundle goes. */
  @Deactivate
  void stop() {
    stop.countDown();
  }
}
