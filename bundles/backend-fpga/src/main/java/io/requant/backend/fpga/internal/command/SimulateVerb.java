package io.requant.backend.fpga.internal.command;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.backend.fpga.internal.LazySimulators;
import io.requant.backend.fpga.internal.engine.FpgaEngine;
import io.requant.backend.fpga.internal.engine.FpgaOptions;
import io.requant.backend.fpga.internal.engine.RtlBackend;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.cost.CostModel;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga simulate}: images through the RTL, every logit compared with the reference. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga simulate")
@Command(
    name = "fpga simulate",
    mixinStandardHelpOptions = true,
    description =
        "Runs images through the RTL and compares all logits with the reference; fails if one differs.",
    footer = {
      "",
      "Example (the first time builds the simulation, some seconds to minutes):",
      "  ./requant fpga simulate --model models/mnist-cnn.rqm --policy w8a8 --data DIR --limit 1000"
    })
public final class SimulateVerb implements Verb {

  private static final int BATCH = 64;
  private static final int CACHED = 50;

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "folder of the data set in its official binary form")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar10, cifar100 or mnist (default: what the model was trained on)")
  private String dataset;

  @Option(names = "--limit", paramLabel = "N", description = "only the first N test images")
  private int limit = DataSets.ALL;

  @Option(
      names = "--path",
      defaultValue = "auto",
      paramLabel = "PATH",
      description = "auto, verilator, icarus or model (default: ${DEFAULT-VALUE})")
  private String path;

  @Option(
      names = "--cache",
      defaultValue = "",
      paramLabel = "DIR",
      description = "folder of compiled simulations (default: the user's cache)")
  private String cache;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON, and HTML beside it")
  private Path report;

  /** Counts of a run. */
  private record Outcome(int images, int identical, int correct, double seconds) {}

  @Override
  public Integer call() throws Exception {
    Network network = design.network();
    String name = ModelArguments.dataset(design.file(), design.model(), dataset);
    LabelledImages images = DataSets.open(data, name, Split.TEST, limit);
    if (!images.shape().equals(network.graph().inputShape())) {
      throw new VerbException(
          "data set '%s' has images of %s; '%s' takes %s"
              .formatted(name, images.shape(), network.name(), network.graph().inputShape()));
    }
    FpgaOptions options = new FpgaOptions("fpga", path, design.device(), Duration.ofMinutes(5));
    RtlBackend backend = new RtlBackend(options, LazySimulators.of(cache, CACHED));
    Program program = design.program();
    try (FpgaEngine engine = backend.engine(network, design.policy(), program, design.find())) {
      Figures figures =
          new Figures(
              design.device(),
              engine.found(),
              design.hertz(),
              CostModel.of(network, design.policy()));
      Outcome outcome = run(engine, network, program, images);
      report(engine, figures, outcome);
      return outcome.identical() == outcome.images() ? 0 : 1;
    }
  }

  private Outcome run(FpgaEngine engine, Network network, Program program, LabelledImages images) {
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    ReferenceExecutor reference = new ReferenceExecutor(program);
    PrintWriter progress = spec.commandLine().getErr();
    int identical = 0;
    int correct = 0;
    long nanos = 0;
    for (int from = 0; from < images.count(); from += BATCH) {
      List<byte[]> frames = new ArrayList<>();
      for (int i = from; i < Math.min(images.count(), from + BATCH); i++) {
        byte[] frame = new byte[program.inputSize()];
        encoder.encode(images.image(i), ByteBuffer.wrap(frame));
        frames.add(frame);
      }
      long start = System.nanoTime();
      List<Frame> results = engine.run(frames);
      nanos += System.nanoTime() - start;
      for (int i = 0; i < frames.size(); i++) {
        int[] expected = new int[program.outputSize()];
        reference.infer(ByteBuffer.wrap(frames.get(i)), IntBuffer.wrap(expected));
        int[] logits = results.get(i).logits();
        identical += Arrays.equals(expected, logits) ? 1 : 0;
        correct += largest(logits) == images.label(from + i) ? 1 : 0;
      }
      if (from / BATCH % 16 == 15) {
        progress.printf("%d of %d images%n", from + frames.size(), images.count());
        progress.flush();
      }
    }
    return new Outcome(images.count(), identical, correct, nanos / 1e9);
  }

  /** Index of the first of the largest logits: the class. */
  static int largest(int[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private void report(FpgaEngine engine, Figures figures, Outcome outcome) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    EstimateVerb.print(out, figures);
    out.printf(
        Locale.ROOT,
        "%s under %s (%s): %d of %d images with the reference's logits; top-1 %.2f %%; %.1f images/s%n",
        engine.info().network(),
        engine.info().policy(),
        engine.info().path(),
        outcome.identical(),
        outcome.images(),
        100.0 * outcome.correct() / outcome.images(),
        outcome.images() / outcome.seconds());
    if (report != null) {
      Map<String, Object> keys =
          ReportHeader.of("fpga simulate", spec.commandLine().getParseResult().originalArgs(), 0);
      keys.put("model", engine.info().network());
      keys.put("policy", engine.info().policy());
      keys.put("simulator", engine.info().path());
      keys.put("images", outcome.images());
      keys.put("identical", outcome.identical());
      keys.put("top1", (double) outcome.correct() / outcome.images());
      keys.put("simulationSeconds", outcome.seconds());
      keys.putAll(figures.keys());
      FpgaReport.write(report, keys, figures);
    }
  }
}
