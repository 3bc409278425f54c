package io.requant.training.internal.command;

import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import io.requant.training.DataSet;
import io.requant.training.FineTuning;
import io.requant.training.FineTuningStart;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingResult;
import io.requant.training.internal.report.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: from a data set to a float network with its log and report. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = Verb.NAME + "=train")
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a backbone from scratch and writes OUT/BACKBONE.rqm (float weights), train.json and"
          + " report.html.",
      "After every epoch the whole state is saved; --resume goes on from there and gives bitwise"
          + " the same weights as a run without a break. The test images are used once, at the"
          + " end; the hold-out chooses between the last and the averaged weights.",
      "--from trains a network further, also on other data: its last layer is replaced if the"
          + " classes differ and learns alone for --head-epochs, then all layers learn at"
          + " --fine-rate.",
      "OUT/curve.html has the curves after every epoch; --report-only makes network and report of a"
          + " run that was stopped early."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant train resnet20 --data /data/cifar-10-batches-bin --out runs/resnet20",
      "  ./requant train resnet20 --data /data/cifar-10-batches-bin --out runs/resnet20 --resume",
      "  ./requant train mnist-cnn --data /data/MNIST/raw --out runs/mnist --epochs 4",
      "  ./requant train resnet20 --from runs/resnet20/resnet20.rqm --data /data/cifar-100-binary"
          + " --out runs/resnet20-c100"
    })
public final class TrainVerb implements Verb {
  private static final int MOST_SIDE = 512;

  private final Training training;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "BACKBONE",
      completionCandidates = BackboneNames.class,
      description =
          "One of ${COMPLETION-CANDIDATES}; or dscN-W: the first N depthwise-separable layers of a"
              + " MobileNetV1 at width W, e.g. dsc9-0.5.")
  private String backbone;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "CIFAR-10 or CIFAR-100 (binary version) or MNIST, as published.")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "cifar10, cifar100, mnist, or, made of classes of CIFAR-100, wildlife or cifar100-rest;"
              + " needed only if DIR holds several.")
  private String dataset;

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Bring the images to NxN pixels first, by linear interpolation.")
  private Integer side;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where checkpoint, log, network and report go; made if it does not exist.")
  private Path out;

  @Option(names = "--resume", description = "Go on from the checkpoint in OUT.")
  private boolean resume;

  @Option(
      names = "--report-only",
      description = "Train no more: write network and report of the last finished epoch.")
  private boolean reportOnly;

  @Mixin private FineTuningOptions fineTuning = new FineTuningOptions();

  @Mixin private RecipeOptions recipe = new RecipeOptions();

  /**
   * Creates the verb.
   *
   * @param training absent if libtorch could not be loaded
   */
  @Activate
  public TrainVerb(@Reference(cardinality = ReferenceCardinality.OPTIONAL) Training training) {
    this.training = training;
  }

  @Override
  public Integer call() throws InterruptedException {
    TrainingConfig config = config();
    if (training == null) {
      throw new VerbException(
          "train needs libtorch, which is not loaded: set PYTORCH_LIBRARY_PATH to a directory with"
              + " libtorch.so (./requant lab does so) and look for the reason in the log");
    }
    PrintWriter text = spec.commandLine().getOut();
    // Taken now: the checkout may have moved on when the run ends.
    Map<String, Object> header =
        ReportHeader.of("train", spec.commandLine().getParseResult().originalArgs(), config.seed());
    DataSet set = read();
    if (side != null) {
      double scale = (double) side / set.train().shape().height();
      config = config.withPadding((int) Math.round(config.padding() * scale));
      set = set.resized(side, side);
    }
    TrainingJob job = job(config, set, header, text);
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new VerbException("--out " + out + " cannot be made a directory: " + e, e);
    }
    TrainingResult result;
    try {
      if (reportOnly) {
        result = training.measure(job);
      } else {
        text.printf(
            "Training %s on %s: %,d weights, %d epochs. State in %s%n",
            job.graph().name(), set.name(), weights(job.graph()), config.epochs(), out);
        result = training.train(job, new Progress(text, config.epochs(), config.batch()));
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new VerbException(e.getMessage(), e);
    } catch (IOException e) {
      throw new VerbException("training stopped: " + e.getMessage() + hint(), e);
    } catch (InterruptedException e) {
      text.println("Interrupted. The last finished epoch is saved; go on with --resume.");
      throw e;
    }
    write(new TrainingReport(header, result, set), result, config, text);
    return 0;
  }

  /** The recipe of the backbone, changed by the options given. */
  private TrainingConfig config() {
    if (!Backbones.exists(backbone)) {
      throw new ParameterException(
          spec.commandLine(),
          "unknown backbone '%s'; choose one of %s, or layers and width as in dsc9-0.5"
              .formatted(backbone, String.join(", ", Backbones.names())));
    }
    try {
      return recipe.config(backbone, fineTuning);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private DataSet read() {
    if (side != null && (side < 1 || side > MOST_SIDE)) {
      throw new ParameterException(
          spec.commandLine(), "--side is " + side + "; 1.." + MOST_SIDE + " is possible");
    }
    try {
      return training.read(data, dataset);
    } catch (IOException e) {
      throw new VerbException("--data: " + e.getMessage(), e);
    }
  }

  private TrainingJob job(
      TrainingConfig config, DataSet set, Map<String, Object> header, PrintWriter text) {
    if (!fineTuning.wanted()) {
      return new TrainingJob(config, graph(set.input(), set), set, out, resume);
    }
    FineTuningOptions.Parent parent = fineTuning.parent();
    header.put("parent", parent.digest().hex());
    header.put("parentFile", parent.file().toString());
    header.put("headEpochs", fineTuning.headEpochs(config));
    Normalisation normalisation = parent.network().graph().normalisation();
    Graph graph =
        graph(new BackboneInput(set.train().shape(), normalisation, set.train().classes()), set);
    try {
      FineTuningStart start = fineTuning.start(graph, parent, config, set);
      text.printf(
          "From %s (%s), %s.%n",
          parent.file(),
          parent.digest().brief(),
          start.newClassifier() ? "with a new last layer" : "last layer included");
      return new TrainingJob(
          config,
          graph,
          set,
          out,
          resume,
          start.values(),
          new FineTuning(
              start, fineTuning.headEpochs(config), config.epochs(), fineTuning.lower(config)));
    } catch (IllegalArgumentException e) {
      throw new VerbException("--from " + parent.file() + ": " + e.getMessage(), e);
    }
  }

  private Graph graph(BackboneInput input, DataSet set) {
    try {
      return Backbones.create(backbone, input);
    } catch (IllegalArgumentException e) {
      throw new VerbException(
          backbone
              + " does not fit "
              + set.name()
              + ": "
              + e.getMessage()
              + "; choose another backbone or other data",
          e);
    }
  }

  private void write(
      TrainingReport report, TrainingResult result, TrainingConfig config, PrintWriter text) {
    try {
      report.write(out);
    } catch (IOException e) {
      throw new VerbException("cannot write to --out " + out + ": " + e.getMessage() + hint(), e);
    }
    text.printf(
        "Run %s. Test accuracy %.2f %% (%s weights, chosen on %,d hold-out images).%nWrote %s, %s"
            + " and %s%n",
        result.state(),
        100 * result.selectedTestAccuracy(),
        result.averageSelected() ? "averaged" : "last",
        config.holdout(),
        out.resolve(report.networkFile()),
        out.resolve(TrainingReport.JSON_FILE),
        out.resolve(TrainingReport.HTML_FILE));
  }

  private String hint() {
    return resume ? "" : " (--resume goes on from the checkpoint in --out)";
  }

  private static long weights(Graph graph) {
    return graph.parametricLayers().stream().mapToLong(layer -> layer.weightCount()).sum();
  }

  /** For the help text. */
  static final class BackboneNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backbones.names().iterator();
    }
  }
}
