package io.requant.bench.internal.command;

import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.bench.internal.compare.Comparison;
import io.requant.bench.internal.compare.NetworkResult;
import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.EngineLookup;
import io.requant.bench.internal.engine.ServiceEngines;
import io.requant.bench.internal.machine.Peak;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.network.Subjects;
import io.requant.bench.internal.peer.HeldPeer;
import io.requant.bench.internal.peer.OrtCandidate;
import io.requant.bench.internal.peer.OrtRuntime;
import io.requant.bench.internal.report.BenchFiles;
import io.requant.bench.internal.report.BenchTable;
import io.requant.bench.internal.report.Findings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench engines}: our engines against ONNX Runtime, interleaved in this JVM. */
@Component(
    service = Verb.class,
    scope = ServiceScope.PROTOTYPE,
    property = Verb.NAME + "=bench engines")
@Command(
    name = "bench engines",
    mixinStandardHelpOptions = true,
    description = {
      "Compares every engine that is there with ONNX Runtime (integers and single precision) on",
      "one thread of this JVM, turn by turn in random order, and quotes ratios of the same round.",
      "Engines of ours must give the reference's logits to the bit before they are timed."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant bench engines --report engines.json",
      "  ./requant bench engines --model models/resnet20.rqm --policy w4a4 --quick"
    })
public final class BenchEnginesVerb implements Verb {

  private final EngineLookup lookup;

  @Spec private CommandSpec spec;

  @Mixin private BenchOptions options;

  /** Made for one run. */
  @Activate
  public BenchEnginesVerb(BundleContext context, @Reference ConfigurationAdmin configurations) {
    this(new ServiceEngines(context, configurations));
  }

  BenchEnginesVerb(EngineLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public Integer call() throws Exception {
    options.check();
    // Taken now: the checkout may have moved on when the run ends.
    Map<String, Object> header =
        ReportHeader.of(
            "bench engines", spec.commandLine().getParseResult().originalArgs(), options.seed);
    PrintWriter progress = spec.commandLine().getErr();
    PrintWriter text = spec.commandLine().getOut();
    OrtRuntime runtime = new OrtRuntime();
    try (lookup) {
      List<Candidate> candidates = candidates(runtime);
      say(progress, "peaks of this core");
      List<Peak> peaks = Peak.measure(lookup.probes(), options.peakTime());
      Subjects subjects =
          new Subjects(
              Path.of(System.getProperty("requant.home", "")),
              Optional.ofNullable(options.data),
              options.imageCount(),
              options.seed);
      List<NetworkResult> networks = new ArrayList<>();
      for (String wanted : options.wanted()) {
        say(progress, wanted + ": weights, reference, engines");
        Subject subject = options.subject(subjects, wanted);
        List<String> sweep = options.sweep();
        List<Subject> widths = sweep.isEmpty() ? List.of() : subjects.atWidths(subject, sweep);
        NetworkResult result =
            new Comparison(candidates, options.race(), options.switches()).run(subject, widths);
        networks.add(result);
        BenchTable.print(text, result, peaks);
      }
      Findings findings = new Findings(header, peaks, runtime.version(), networks);
      findings.warnings().forEach(warning -> text.println("Warning: " + warning));
      if (options.report != null) {
        Path page = BenchFiles.write(findings, options.report);
        text.printf("written: %s, %s%n", options.report, page);
      }
      text.flush();
    }
    return 0;
  }

  private List<Candidate> candidates(OrtRuntime runtime) throws InterruptedException {
    List<Candidate> all = new ArrayList<>(lookup.engines());
    all.add(new OrtCandidate(runtime, true));
    all.add(new OrtCandidate(runtime, false));
    all.add(new HeldPeer());
    List<Candidate> chosen = all.stream().filter(c -> options.chosen(c.id())).toList();
    if (chosen.stream().allMatch(Candidate::peer)) {
      throw new VerbException(
          "--engines %s: no engine of ours is left; there are %s"
              .formatted(
                  String.join(",", options.engines),
                  String.join(", ", all.stream().map(Candidate::id).toList())));
    }
    return chosen;
  }

  private static void say(PrintWriter progress, String what) {
    progress.println(what);
    progress.flush();
  }
}
