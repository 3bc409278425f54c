package io.requant.lab.internal;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PostTrainingQuantizer;
import io.requant.model.quantize.PrecisionSpec;
import io.requant.model.quantize.Quantization;
import io.requant.model.quantize.QuantizerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quantize}: one weight set and some policies from a float network, without training. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=quantize")
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description = {
      "Makes policies for a float network from some training images, without training it.",
      "The images are taken from the training set without its hold-out; labels are not used."
    },
    footer = {
      "",
      "Example:",
      "  ./requant quantize --model models/resnet20-float.rqm --data ~/cifar"
          + " --policies w8a8,w6a6,w5a5,w4a4 --out resnet20.rqm"
    })
public final class QuantizeVerb implements Verb {

  private static final int MAX_IMAGES = 10_000;

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a float .rqm")
  private Path file;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "the data set")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar10, cifar100 or mnist (default: what the model was trained on)")
  private String dataset;

  @Option(
      names = "--policies",
      split = ",",
      defaultValue = "w8a8,w6a6,w5a5,w4a4",
      paramLabel = "WxAy",
      description = "wanted precisions (default: ${DEFAULT-VALUE})")
  private List<String> policies;

  @Option(
      names = "--images",
      defaultValue = "1024",
      paramLabel = "N",
      description = "calibration images (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "selects the images (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the .rqm to write")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (count < 1 || count > MAX_IMAGES) {
      throw new VerbException("--images " + count + ": 1.." + MAX_IMAGES + " are possible");
    }
    Model model = ModelArguments.model(file);
    FloatNetwork floats =
        model
            .floats()
            .orElseThrow(
                () ->
                    new VerbException(
                        "model '"
                            + file
                            + "' has no float weights: give the one that was trained"));
    List<PrecisionSpec> wanted = policies.stream().map(PrecisionSpec::parse).toList();
    Quantization quantized =
        new PostTrainingQuantizer(QuantizerOptions.DEFAULT, this::progress)
            .quantize(floats, calibration(model), wanted);
    Map<String, String> provenance = new TreeMap<>(model.provenance());
    provenance.put(
        "quantized",
        "%d images of the training set without its hold-out, seed %d; ./requant quantize %s"
            .formatted(
                count, seed, String.join(" ", spec.commandLine().getParseResult().originalArgs())));
    ModelFile.write(
        new Model(
            Optional.empty(), Optional.of(quantized.network()), quantized.policies(), provenance),
        out);
    PrintWriter printer = spec.commandLine().getOut();
    for (Policy policy : quantized.policies()) {
      printer.printf(
          "%s: %d bytes of weights, %d bytes of policy%n",
          policy.name(), policy.cost().weightBytes(), PolicyCodec.encode(policy).length);
    }
    printer.printf(
        "written: %s%nNext: ./requant evaluate --model %s --policy %s --data %s%n",
        out, out, quantized.policies().get(0).name(), data);
    return 0;
  }

  private CalibrationImages calibration(Model model) throws IOException {
    String name = ModelArguments.dataset(file, model, dataset);
    LabelledImages images = DataSets.open(data, name, Split.FIT, DataSets.ALL);
    // The last of a seeded shuffle: the same draw that makes a hold-out, from what is left.
    int[] chosen = Holdout.indices(images.count(), Math.min(count, images.count() - 1), seed);
    List<byte[]> pixels = new ArrayList<>();
    for (int index : chosen) {
      pixels.add(images.image(index));
    }
    return CalibrationImages.ofPixels(pixels);
  }

  private void progress(String what, int done, int total) {
    if (done == total) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(what);
      err.flush();
    }
  }
}
