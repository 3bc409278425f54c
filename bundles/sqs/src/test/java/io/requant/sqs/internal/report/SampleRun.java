package io.requant.sqs.internal.report;

import io.requant.model.file.PackedModel;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Sparsity;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.SparseNetwork;
import io.requant.model.testing.PackedModels;
import io.requant.model.testing.RandomNetworks;
import io.requant.sqs.internal.run.SparseRun;
import io.requant.sqs.internal.run.Variant;
import io.requant.training.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A small run that never was. */
public final class SampleRun {

  private SampleRun() {}

  static Graph graph() {
    return new Graph(
        "resnet20",
        new Shape(8, 8, 3),
        Normalisation.identity(3),
        List.of(
            new Conv("stem", Graph.INPUT, 3, 8, Window.square(3, 1, 1), 1),
            Relu.uncapped("stem.relu", "stem"),
            new Conv("body", "stem.relu", 8, 8, Window.square(3, 1, 1), 1),
            Relu.uncapped("body.relu", "body"),
            new GlobalAvgPool("pool", "body.relu"),
            new Linear("fc", "pool", 8, 2)),
        List.of("no", "yes"));
  }

  /** A run of some size and accuracy. */
  public static SparseRun run(Variant variant, int fileBytes, double holdout) {
    Graph graph = graph();
    PackedModel packed = PackedModels.of(graph, new SplittableRandom(3));
    Map<String, SparseNetwork.Weights> layers = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      short[] integers = new short[layer.weightCount()];
      for (int i = 0; i < integers.length; i += 4) {
        integers[i] = (short) (i % 8 == 0 ? 1 : -2);
      }
      float[] channels = new float[layer.outChannels()];
      layers.put(layer.name(), new SparseNetwork.Weights(3, integers, channels, channels));
    }
    List<EpochRecord> history = new ArrayList<>();
    for (int epoch = 1; epoch <= 8; epoch++) {
      history.add(new EpochRecord(epoch, 1, 0.5, 0.8 + 0.01 * epoch, 0.8, 0.1, 900, 60));
    }
    return new SparseRun(
        fileBytes,
        variant,
        new SparseNetwork(graph, layers, Map.of(), Sparsity.UNSTRUCTURED, Augmentation.NONE),
        packed,
        fileBytes,
        holdout,
        history,
        6);
  }

  static Findings findings(List<SparseRun> ablation, Optional<Findings.Scenes> scenes) {
    FloatNetwork floats = RandomNetworks.floats(new SplittableRandom(5), graph());
    Map<String, String> config = new LinkedHashMap<>();
    config.put("epochs", "8");
    config.put("seed", "1");
    return new Findings(
        floats,
        run(Variant.JOINT, 700, 0.9),
        700,
        0.9012,
        0.9222,
        IntStream.of(700, 900).mapToObj(b -> run(Variant.JOINT, b, 0.8)).toList(),
        ablation,
        scenes,
        new Findings.Origin(
            "cifar10",
            50_000,
            1000,
            10_000,
            1024,
            "unstructured",
            config,
            Map.of("target", "all <others>")));
  }
}
