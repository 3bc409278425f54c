package io.requant.lab.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code golden}: puts images into a model by which gateways judge new engines. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=golden")
@Command(
    name = "golden",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a few images of the hold-out into a model file, by which gateways judge new engines.",
      "They are drawn from a seed, as many of each class as the others; how many of them each policy"
          + " of the model names right, computed by the reference, says what may be asked for."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant golden --model my.rqm --data ~/cifar --images 32",
      "  ./requant fleet rollout --model my.rqm --policy w4a4 --golden 0.85 ...",
      "  ./requant golden --model my.rqm --remove"
    })
public final class GoldenVerb implements Verb {

  private static final String PROVENANCE = "golden";

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a .rqm file")
  private Path file;

  @Option(names = "--data", paramLabel = "DIR", description = "the data set")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "its name (default: what the model was trained on)")
  private String dataset;

  @Option(
      names = "--images",
      defaultValue = "32",
      paramLabel = "N",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "selects the images (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--remove", description = "take the images out of the model instead")
  private boolean remove;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the .rqm to write (default: the model itself)")
  private Path out;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private Path report;

  @Override
  public Integer call() throws IOException {
    Model model = ModelArguments.model(file);
    Path target = out == null ? file : out;
    if (remove) {
      write(model, Optional.empty(), "", target);
      spec.commandLine().getOut().printf("written without golden images: %s%n", target);
      return 0;
    }
    if (data == null) {
      throw new VerbException("--data is needed: the folder of the data set");
    }
    Network network = ModelArguments.network(file, model);
    String name = ModelArguments.dataset(file, model, dataset);
    GoldenImages images = choose(name, network.graph().inputShape());
    images.checkLabels(network.graph().outputShape().size());
    String origin = "%d images of the hold-out of %s, seed %d".formatted(count, name, seed);
    Map<String, Integer> right = new LinkedHashMap<>();
    for (Policy policy : model.policies()) {
      right.put(policy.name(), right(network, policy, images));
    }
    write(model, Optional.of(images), origin, target);
    tell(images, origin, right, target);
    return 0;
  }

  private GoldenImages choose(String name, Shape wanted) throws IOException {
    LabelledImages from = DataSets.open(data, name, Split.HOLDOUT, DataSets.ALL);
    if (from.shape().channels() != wanted.channels()) {
      throw new VerbException(
          "data set '%s' has images of %s; model '%s' takes %s"
              .formatted(name, from.shape(), file, wanted));
    }
    if (count < 1 || count > Math.min(from.count(), GoldenImages.MAX_IMAGES)) {
      throw new VerbException(
          "--images %d: 1..%d are possible"
              .formatted(count, Math.min(from.count(), GoldenImages.MAX_IMAGES)));
    }
    return GoldenChoice.of(from.resized(wanted.height(), wanted.width()), count, seed);
  }

  private static int right(Network network, Policy policy, GoldenImages images) {
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    ReferenceExecutor executor = new ReferenceExecutor(Program.of(network, policy));
    ByteBuffer input = ByteBuffer.allocate(network.graph().inputShape().size());
    IntBuffer logits = IntBuffer.allocate(network.graph().outputShape().size());
    int right = 0;
    for (int i = 0; i < images.count(); i++) {
      encoder.encode(images.image(i), input.clear());
      executor.infer(input.flip(), logits);
      int best = 0;
      for (int c = 1; c < logits.capacity(); c++) {
        best = logits.get(c) > logits.get(best) ? c : best;
      }
      right += best == images.label(i) ? 1 : 0;
    }
    return right;
  }

  private static void write(Model model, Optional<GoldenImages> images, String origin, Path target)
      throws IOException {
    Map<String, String> provenance = new TreeMap<>(model.provenance());
    provenance.remove(PROVENANCE);
    images.ifPresent(chosen -> provenance.put(PROVENANCE, origin));
    ModelFile.write(
        new Model(
            model.floats(),
            model.shared(),
            model.network(),
            model.policies(),
            model.gate(),
            images,
            provenance),
        target);
  }

  private void tell(GoldenImages images, String origin, Map<String, Integer> right, Path target)
      throws IOException {
    if (report != null) {
      Map<String, Object> json =
          ReportHeader.of("golden", spec.commandLine().getParseResult().originalArgs(), seed);
      json.put("images", images.count());
      json.put("digest", images.digest().hex());
      json.put("bytes", images.encode().length);
      json.put("right", right);
      byte[] bytes =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json);
      AtomicFile.write(report, stream -> stream.write(bytes));
    }
    PrintWriter printer = spec.commandLine().getOut();
    printer.printf(
        "%s, %d bytes, digest %s%n", origin, images.encode().length, images.digest().hex());
    right.forEach(
        (policy, number) ->
            printer.printf(
                Locale.ROOT,
                "  %-12s %d of %d right (%.4f)%n",
                policy,
                number,
                images.count(),
                (double) number / images.count()));
    printer.printf("written: %s%n", target);
  }
}
