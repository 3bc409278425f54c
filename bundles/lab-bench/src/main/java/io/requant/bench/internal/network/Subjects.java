package io.requant.bench.internal.network;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.VerbException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PostTrainingQuantizer;
import io.requant.model.quantize.PrecisionSpec;
import io.requant.model.quantize.Quantization;
import io.requant.model.quantize.QuantizerOptions;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the networks that engines are compared on. */
public final class Subjects {

  /** The networks of issue 4, by the names that users give. */
  public static final List<String> DEFAULT =
      List.of("resnet20", "mnist-cnn", "resnet56", "mobilenetv2", "dsc7-32", "dsc7-96");

  /** Width of the policy that random networks run under, and of the one to switch to. */
  private static final List<String> PRECISIONS = List.of("w8a8", "w4a8");

  private static final int SAMPLES = 256;
  private static final int CALIBRATION = 2;
  private static final double DSC_WIDTH = 0.375;
  private static final int DSC_LAYERS = 7;
  private static final int CIFAR = 32;
  private static final int WIDE = 96;
  private static final int CLASSES = 10;

  private final Path home;
  private final Optional<Path> data;
  private final int images;
  private final long seed;

  /**
   * Prepares.
   *
   * @param home root of the checkout, which has {@code models}
   * @param data folder of a data set in its official form; synthetic images without
   * @param images how many images of each network engines are compared on
   * @param seed seed of random weights and synthetic images
   */
  public Subjects(Path home, Optional<Path> data, int images, long seed) {
    this.home = home;
    this.data = data;
    this.images = images;
    this.seed = seed;
  }

  /**
   * One of the {@link #DEFAULT} networks.
   *
   * @param policy name of the policy, for those that we trained
   */
  public Subject named(String name, String policy) {
    return switch (name) {
      case "resnet20", "mnist-cnn" -> ofFile(home.resolve("models").resolve(name + ".rqm"), policy);
      case "resnet56", "mobilenetv2" -> random(Backbones.create(name, colour(CIFAR)));
      case "dsc7-32" -> random(separable(name, CIFAR));
      case "dsc7-96" -> random(separable(name, WIDE));
      default ->
          throw new VerbException(
              "no network '%s'; there are %s, and --model for your own"
                  .formatted(name, String.join(", ", DEFAULT)));
    };
  }

  /** The network that Meng et al. run on their FPGA, as far as it can be told. */
  private static Graph separable(String name, int extent) {
    return Backbones.separable(name, colour(extent), DSC_WIDTH, DSC_LAYERS);
  }

  private static BackboneInput colour(int extent) {
    return new BackboneInput(
        new Shape(extent, extent, 3),
        Normalisation.identity(3),
        IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList());
  }

  /** A model file. */
  public Subject ofFile(Path file, String policyName) {
    Model model = ModelArguments.model(file);
    Network network = ModelArguments.network(file, model);
    Policy policy = ModelArguments.policy(model, policyName);
    Optional<Policy> other =
        model.policies().stream().filter(p -> !p.digest().equals(policy.digest())).findFirst();
    return new Subject(
        network.graph().name(),
        "trained weights of " + file.getFileName(),
        false,
        network,
        policy,
        other,
        encoded(network, pixels(file, model)));
  }

  private List<byte[]> pixels(Path file, Model model) {
    if (data.isEmpty()) {
      return SyntheticImages.of(model.graph().inputShape(), images, seed);
    }
    try {
      String name = ModelArguments.dataset(file, model, null);
      LabelledImages set = DataSets.open(data.get(), name, Split.TEST, images);
      List<byte[]> pixels = new ArrayList<>();
      for (int i = 0; i < set.count(); i++) {
        pixels.add(set.image(i));
      }
      return pixels;
    } catch (IOException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  private Subject random(Graph graph) {
    FloatNetwork floats = RandomWeights.of(graph, seed);
    List<byte[]> pixels = SyntheticImages.of(graph.inputShape(), images, seed);
    Quantization quantized = quantize(floats, pixels, QuantizerOptions.MIN_MASTER_BITS, PRECISIONS);
    return new Subject(
        graph.name(),
        "random weights of seed " + seed + ", for timing only",
        true,
        quantized.network(),
        quantized.policies().get(0),
        Optional.of(quantized.policies().get(1)),
        encoded(quantized.network(), pixels));
  }

  /**
   * The same network at other widths, to see what widths cost: scales are rough, times are right.
   *
   * @param precisions e.g. w4a4
   */
  public List<Subject> atWidths(Subject subject, List<String> precisions) {
    int widest =
        precisions.stream()
            .map(PrecisionSpec::parse)
            .mapToInt(PrecisionSpec::weightBits)
            .max()
            .orElse(0);
    Shape shape = subject.network().graph().inputShape();
    List<byte[]> pixels = SyntheticImages.of(shape, 1, seed);
    Quantization quantized =
        quantize(
            subject.real(), pixels, Math.max(QuantizerOptions.MIN_MASTER_BITS, widest), precisions);
    List<byte[]> inputs = encoded(quantized.network(), pixels);
    return quantized.policies().stream()
        .map(
            policy ->
                new Subject(
                    subject.name(),
                    subject.origin(),
                    subject.random(),
                    quantized.network(),
                    policy,
                    Optional.empty(),
                    inputs))
        .toList();
  }

  private static Quantization quantize(
      FloatNetwork floats, List<byte[]> pixels, int masterBits, List<String> precisions) {
    QuantizerOptions options =
        QuantizerOptions.DEFAULT
            .withMasterBits(masterBits)
            .withSamples(SAMPLES)
            .withReconstruct(false)
            .withRoundingReach(0)
            .withBalance(0);
    List<byte[]> few = pixels.subList(0, Math.min(CALIBRATION, pixels.size()));
    return new PostTrainingQuantizer(options, (what, done, total) -> {})
        .quantize(
            floats,
            CalibrationImages.ofPixels(few),
            precisions.stream().map(PrecisionSpec::parse).toList());
  }

  private static List<byte[]> encoded(Network network, List<byte[]> pixels) {
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    return pixels.stream()
        .map(
            image -> {
              ByteBuffer bytes = ByteBuffer.allocate(image.length);
              encoder.encode(image, bytes);
              return bytes.array();
            })
        .toList();
  }
}
