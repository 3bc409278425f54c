package io.requant.sqs.internal;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.report.ReportPage;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PackedModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.CompactEstimator;
import io.requant.model.quantize.CompactStep;
import io.requant.model.quantize.SparseNetwork;
import io.requant.training.DataSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From a trained sparse network to a packed file with a measured policy. */
final class Packing {

  static final CompressionStage STAGE =
      new CompressionStage("packing", "constants estimated, packed, tested once", 3);

  /** Name of the one policy. */
  static final String POLICY = "sqs";

  private static final int FP32 = 32;

  /** What the constants of an output channel take, measured on our networks. */
  private static final double BITS_PER_CHANNEL = 16.5;

  private final Backend backend;
  private final SqsSettings settings;
  private final DataSet data;
  private final Model source;

  Packing(Backend backend, SqsSettings settings, DataSet data, Model source) {
    this.backend = backend;
    this.settings = settings;
    this.data = data;
    this.source = source;
  }

  private Map<String, String> provenance() {
    Map<String, String> kept = new TreeMap<>();
    for (String key : List.of("dataset", "licence", "seed")) {
      Optional.ofNullable(source.provenance().get(key)).ifPresent(v -> kept.put(key, v));
    }
    kept.put("method", SqsMethod.NAME);
    return kept;
  }

  /** Bits that the weights may take, so that the target is met. */
  double weightBits() throws IOException {
    Graph graph = source.graph();
    long weights = 0;
    int channels = 0;
    for (Parametric layer : graph.parametricLayers()) {
      weights += layer.weightCount();
      channels += layer.outChannels();
    }
    return switch (settings.target().kind()) {
      case RATIO -> FP32 * weights / settings.target().value();
      case BYTES -> {
        double bits =
            Byte.SIZE * (settings.target().value() - emptyBytes()) - BITS_PER_CHANNEL * channels;
        if (bits <= 0) {
          throw new IllegalArgumentException(
              "--target of %.0f bytes: topology and constants of '%s' alone take %.0f"
                  .formatted(
                      settings.target().value(),
                      graph.name(),
                      emptyBytes() + BITS_PER_CHANNEL * channels / Byte.SIZE));
        }
        yield bits;
      }
      case TOLERANCE ->
          throw new IllegalArgumentException("--target tolerance is not searched yet");
    };
  }

  /** Bytes of the file of a network without any weight other than zero. */
  private int emptyBytes() throws IOException {
    Graph graph = source.graph();
    Map<String, short[]> zeros = new LinkedHashMap<>();
    List<CompactStep> steps = new ArrayList<>();
    for (FusionPlan.PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      boolean weighted = step.anchor() instanceof Parametric;
      int channels = weighted ? ((Parametric) step.anchor()).outChannels() : 0;
      if (step.anchor() instanceof Parametric layer) {
        zeros.put(layer.name(), new short[layer.weightCount()]);
      }
      steps.add(new CompactStep(weighted ? 2 : 0, 8, 1, new int[channels], new int[channels]));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PackedModel(
            graph, zeros, steps, Sparsity.UNSTRUCTURED, POLICY, Optional.empty(), provenance())
        .write(out);
    return out.size();
  }

  CompressionReport pack(SparseNetwork network, Path directory, CompressionListener listener)
      throws IOException {
    CalibrationImages images =
        CalibrationImages.of(
            data.train(), settings.fit(data), settings.calibration(), network.augmentation());
    Map<String, short[]> integers = new LinkedHashMap<>();
    network.layers().forEach((name, weights) -> integers.put(name, weights.integers()));
    PackedModel packed =
        new PackedModel(
            network.graph(),
            integers,
            CompactEstimator.estimate(network, images),
            network.sparsity(),
            POLICY,
            Optional.empty(),
            provenance());
    Model made = packed.model();
    listener.progressed(STAGE, 1, "constants estimated on " + images.size() + " images");
    double holdout =
        Accuracy.of(backend, made, POLICY, data.train().select(settings.heldOut(data)));
    listener.progressed(
        STAGE, 2, String.format(Locale.ROOT, "hold-out %.2f %% in integers", 100 * holdout));
    double top1 = Accuracy.of(backend, made, POLICY, data.test());
    PackedModel measured =
        packed.withAccuracy(new MeasuredAccuracy(data.name(), "test", data.test().count(), top1));
    Path file = directory.resolve(network.graph().name() + "-sqs" + ModelFile.EXTENSION);
    measured.write(file);
    Model read = ModelFile.read(file);
    if (!read.policies().equals(measured.model().policies())) {
      throw new IllegalStateException(file + " does not read as what was written");
    }
    Map<String, Object> values = values(network, Files.size(file), top1, holdout);
    listener.progressed(
        STAGE,
        3,
        String.format(
            Locale.ROOT,
            "test %.2f %%, %s bytes, nominal ratio %.1f",
            100 * top1,
            values.get("fileBytes"),
            network.nominalRatio()));
    Path page = directory.resolve("report.html");
    Files.writeString(page, page(network, values));
    return new CompressionReport(file, page, values);
  }

  private Map<String, Object> values(
      SparseNetwork network, long fileBytes, double top1, double holdout) {
    long fp32 = network.weightCount() * Float.BYTES;
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("network", network.graph().name());
    values.put("top1Float", number(source.provenance().get("top1")));
    values.put("top1", top1);
    values.put("top1Holdout", holdout);
    values.put("fileBytes", fileBytes);
    values.put("fp32Bytes", fp32);
    values.put("nominalRatio", network.nominalRatio());
    values.put("fileRatio", fp32 / (double) fileBytes);
    long kept = network.layers().values().stream().mapToLong(SparseNetwork.Weights::kept).sum();
    double bits =
        network.layers().values().stream().mapToDouble(l -> (double) l.bits() * l.kept()).sum();
    values.put("sparsity", 1 - kept / (double) network.weightCount());
    values.put("bits", bits / kept);
    values.put("granularity", SqsSettings.name(settings.granularity()));
    values.put("epochs", settings.config().epochs());
    values.put("seed", settings.config().seed());
    values.put("config", settings.config().asMap());
    values.put("settings", settings.toString());
    List<Map<String, Object>> layers = new ArrayList<>();
    network
        .layers()
        .forEach(
            (name, weights) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("name", name);
              entry.put("weights", weights.integers().length);
              entry.put("kept", weights.kept());
              entry.put("sparsity", 1 - weights.kept() / (double) weights.integers().length);
              entry.put("bits", weights.bits());
              layers.add(entry);
            });
    values.put("layers", layers);
    return values;
  }

  private static Object number(String text) {
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null; // a provenance is free text
    }
  }

  private static String page(SparseNetwork network, Map<String, Object> values) {
    List<List<String>> rows = new ArrayList<>();
    network
        .layers()
        .forEach(
            (name, w) ->
                rows.add(
                    List.of(
                        name,
                        Integer.toString(w.integers().length),
                        String.format(
                            Locale.ROOT, "%.2f %%", 100 - 100.0 * w.kept() / w.integers().length),
                        Integer.toString(w.bits()))));
    Map<String, Object> origin = new LinkedHashMap<>(values);
    origin.remove("layers");
    return new ReportPage("sqs: " + network.graph().name())
        .figure(
            String.format(Locale.ROOT, "%.1f x", (Double) values.get("fileRatio")),
            "smaller than its 32-bit weights, everything that a gateway needs included")
        .heading("Layers")
        .table(List.of("layer", "weights", "sparsity", "bits"), rows)
        .heading("Where it came from")
        .entries(origin)
        .html();
  }
}
