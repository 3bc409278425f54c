package io.requant.lab.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.ServiceById;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.api.method.CompressionMethod;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code compress METHOD}: runs a compression method on a network that was trained. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=compress")
@Command(
    name = "compress",
    description = {
      "Compresses a trained network by a method.",
      "./requant compress METHOD --help lists what the method can be told besides."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant compress quant-lstm --model models/resnet20-float.rqm --data ~/cifar --out runs/q",
      "  ./requant compress quant-lstm --help"
    })
public final class CompressVerb implements Verb {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String REPORT = "report.json";

  private final ServiceById<CompressionMethod> methods;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "METHOD", description = "e.g. quant-lstm", arity = "0..1")
  private String method;

  @Option(names = "--model", paramLabel = "FILE", description = "a .rqm with real weights")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of the data set in its official binary form")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where state, model and report go; made if it does not exist")
  private Path out;

  @Option(names = "--resume", description = "go on from the state in --out")
  private boolean resume;

  @Option(names = "--report", paramLabel = "FILE", description = "another place for report.json")
  private Path report;

  @Option(
      names = {"-h", "--help"},
      description = "this help; with METHOD also the method's options")
  private boolean help;

  @Unmatched private List<String> others = new ArrayList<>();

  /** Made for one run. */
  @Activate
  public CompressVerb(BundleContext context) {
    this.methods =
        new ServiceById<>(
            context,
            CompressionMethod.class,
            CompressionMethod.ID,
            "method",
            "Methods need libtorch: without it, look for the reason in the log");
  }

  @Override
  public Integer call() throws Exception {
    if (method == null) {
      spec.commandLine().usage(spec.commandLine().getOut());
      return help ? 0 : spec.exitCodeOnInvalidInput();
    }
    return methods.with(method, PATIENCE, this::run);
  }

  private int run(CompressionMethod found) throws Exception {
    PrintWriter text = spec.commandLine().getOut();
    if (help) {
      spec.commandLine().usage(text);
      text.printf("%n%s: %s%n%s", method, found.summary(), MethodArguments.help(found.settings()));
      return 0;
    }
    if (model == null || data == null || out == null) {
      throw new VerbException("compress " + method + " needs --model, --data and --out");
    }
    Map<String, String> settings = MethodArguments.parse(method, found.settings(), others);
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new VerbException("--out " + out + " cannot be made a directory: " + e, e);
    }
    // Taken now: the checkout may have moved on when the run ends.
    Map<String, Object> header =
        ReportHeader.of(
            "compress",
            spec.commandLine().getParseResult().originalArgs(),
            Long.parseLong(settings.getOrDefault("seed", "1")));
    CompressionTask task = new CompressionTask(model, data, out, resume, settings);
    List<CompressionStage> stages = found.plan(task);
    for (int i = 0; i < stages.size(); i++) {
      text.printf("%d. %s: %s%n", i + 1, stages.get(i).name(), stages.get(i).purpose());
    }
    text.flush();
    try {
      CompressionReport result = found.run(task, this::progressed);
      write(header, result);
    } catch (InterruptedException e) {
      text.println("Interrupted. Go on with --resume.");
      throw e;
    }
    return 0;
  }

  private void progressed(CompressionStage stage, int done, String note) {
    PrintWriter text = spec.commandLine().getErr();
    text.printf("%s %d/%d  %s%n", stage.name(), done, stage.steps(), note);
    text.flush();
  }

  private void write(Map<String, Object> header, CompressionReport result) throws IOException {
    header.putAll(result.values());
    byte[] json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(header);
    Path file = report == null ? out.resolve(REPORT) : report;
    AtomicFile.write(file, stream -> stream.write(json));
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        Locale.ROOT,
        "top-1 %s (float %s); %s bytes. Written: %s, %s, %s%n",
        result.values().get("top1"),
        result.values().get("top1Float"),
        result.values().get("fileBytes"),
        result.model(),
        result.page(),
        file);
  }
}
