package io.requant.model.file;

import io.requant.model.dataset.GoldenImages;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomGraphs;
import io.requant.model.testing.RandomNetworks;
import io.requant.model.testing.RandomPolicies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Models for the tests of the file format. */
final class Models {

  private Models() {}

  /** Every section, in about two kilobytes. */
  static Model small() {
    return small(List.of(8, 4, 2));
  }

  /** The same, trained for some widths. */
  static Model small(List<Integer> widths) {
    Graph graph =
        new Graph(
            "small",
            new Shape(3, 3, 1),
            Normalisation.identity(1),
            List.of(
                new Conv("conv", Graph.INPUT, 1, 2, Window.square(3, 1, 1), 1),
                Relu.six("relu", "conv"),
                new Conv("point", "relu", 2, 2, Window.square(1, 1, 0), 1),
                Relu.uncapped("point.relu", "point"),
                new Flatten("flat", "point.relu"),
                new Linear("linear", "flat", 18, 2)),
            List.of("no", "yes"));
    SplittableRandom random = new SplittableRandom(1);
    FloatNetwork floats = RandomNetworks.floats(random, graph);
    CalibrationImages images =
        CalibrationImages.ofPixels(List.of(new byte[] {9, 8, 7, 6, 5, 4, 3, 2, 1}));
    SharedNetwork shared = new SharedStart(floats, images).network(widths);
    Policy policy = PlausiblePolicies.uniform(shared.network(), 4, 5);
    return new Model(
        Optional.of(floats),
        Optional.of(shared),
        Optional.of(shared.network()),
        List.of(policy.withAccuracy(new MeasuredAccuracy("cifar10", "holdout", 5000, 0.912))),
        Optional.of(new byte[] {3, 1, 4, 1, 5, 9}),
        Optional.of(golden(new SplittableRandom(2), graph)),
        Map.of("commit", "0d360cf", "seed", "7 \u2013 s\u00fcd \ud83d\ude00"));
  }

  static Model random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Graph graph = RandomGraphs.graph(random);
    Optional<Network> network =
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(RandomNetworks.network(random, graph));
    Optional<FloatNetwork> floats =
        network.isPresent() && random.nextBoolean()
            ? Optional.empty()
            : Optional.of(RandomNetworks.floats(random, graph));
    Map<String, Policy> policies = new HashMap<>();
    for (int i = random.nextInt(4); i > 0 && network.isPresent(); i--) {
      Policy policy = RandomPolicies.policy(random, network.get());
      policies.put(policy.name(), policy);
    }
    Map<String, String> provenance = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      provenance.put("key " + i, Long.toString(random.nextLong(), 36));
    }
    byte[] gate = new byte[random.nextInt(1, 50)];
    for (int i = 0; i < gate.length; i++) {
      gate[i] = (byte) random.nextInt();
    }
    return new Model(
        floats,
        Optional.empty(),
        network,
        new ArrayList<>(policies.values()),
        random.nextBoolean() ? Optional.of(gate) : Optional.empty(),
        random.nextBoolean() ? Optional.of(golden(random, graph)) : Optional.empty(),
        provenance);
  }

  static GoldenImages golden(SplittableRandom random, Graph graph) {
    int[] labels = new int[random.nextInt(1, 4)];
    Arrays.setAll(labels, i -> random.nextInt(graph.outputShape().size()));
    byte[] pixels = new byte[labels.length * graph.inputShape().size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    List<String> classes =
        IntStream.range(0, graph.outputShape().size()).mapToObj(Integer::toString).toList();
    return GoldenImages.of(new LabelledImages(graph.inputShape(), pixels, labels, classes));
  }

  static byte[] bytes(Model model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ModelFile.write(model, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Model read(byte[] file) throws IOException {
    return ModelFile.read(new ByteArrayInputStream(file), "test.rqm");
  }
}
