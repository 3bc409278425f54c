package io.requant.pipeline.internal;

import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A tiny network, policies for it, and frames whose class {@link FakeEngine} can see. */
public final class TestModel {

  /** Classes of the network. */
  public static final int CLASSES = 10;

  /** The network: 4x4x3 to ten classes. */
  public static final Network NETWORK = network("tiny", 4, 4, 3);

  private TestModel() {}

  /** A network of one linear layer with weights of 0. */
  public static Network network(String name, int height, int width, int channels) {
    int features = height * width * channels;
    Graph graph =
        new Graph(
            name,
            new Shape(height, width, channels),
            Normalisation.identity(channels),
            List.of(new Flatten("flat", Graph.INPUT), new Linear("fc", "flat", features, CLASSES)),
            List.of());
    float[] scales = new float[CLASSES];
    Arrays.fill(scales, 0.01f);
    LayerWeights weights = new LayerWeights(BitPlanes.of(8, new short[features * CLASSES]), scales);
    return new Network(
        graph, InputEncoder.fittingScale(graph.normalisation()), Map.of("fc", weights));
  }

  /** A policy for {@link #NETWORK}. */
  public static Policy policy(String name) {
    return policy(name, NETWORK);
  }

  /** A policy for a network. */
  public static Policy policy(String name, Network network) {
    int[] multipliers = new int[CLASSES];
    byte[] shifts = new byte[CLASSES];
    Arrays.fill(multipliers, 32768);
    Arrays.fill(shifts, (byte) 16);
    LayerPolicy layer =
        LayerPolicy.of("fc")
            .weights(8, new byte[0], new int[CLASSES])
            .output(8, -128, 127, 0.1f)
            .requantize(multipliers, shifts)
            .build();
    return new Policy(name, network.digest(), List.of(layer), new Cost(1, 2, 3), Optional.empty());
  }

  /** A frame of 4x4 pixels that {@link FakeEngine} takes for a class. */
  public static Frame frame(long id, int shownClass) {
    byte[] pixels = new byte[4 * 4 * 3];
    Arrays.fill(pixels, (byte) (shownClass * 25));
    return new Frame(
        id,
        System.nanoTime(),
        4,
        4,
        PixelFormat.RGB888,
        ByteBuffer.wrap(pixels),
        OptionalInt.of(shownClass));
  }

  /** Images that {@link FakeEngine} takes for the classes 0, 1, 2 and so on. */
  static GoldenImages golden(int count) {
    byte[] pixels = new byte[count * 48];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      Arrays.fill(pixels, i * 48, (i + 1) * 48, (byte) (labels[i] * 25));
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return GoldenImages.of(new LabelledImages(new Shape(4, 4, 3), pixels, labels, names));
  }

  /** The class that an encoded {@link #frame} shows. */
  static int classOf(ByteBuffer input) {
    return (input.get(input.position()) + 6) / 12;
  }
}
