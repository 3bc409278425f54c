package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomGraphs;
import io.requant.model.testing.RandomNetworks;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Export of float networks, and import of what was exported. */
class RoundTripTest {

  private static FloatNetwork again(FloatNetwork network) {
    return OnnxImporter.read(OnnxExporter.export(network), ImportOptions.defaults()).network();
  }

  private static void assertSame(FloatNetwork a, FloatNetwork b) {
    assertThat(b.graph().layers()).isEqualTo(a.graph().layers());
    assertThat(b.graph()).isEqualTo(a.graph());
    a.parameters()
        .forEach(
            (layer, p) -> {
              assertThat(b.parameters().get(layer).weights()).isEqualTo(p.weights());
              assertThat(b.parameters().get(layer).bias()).isEqualTo(p.bias());
            });
  }

  /** Layers that change nothing, or that ONNX writes like another one, come back simplified. */
  private static boolean isCanonical(Graph graph) {
    return graph.layers().stream()
        .noneMatch(
            layer ->
                (layer instanceof Subsample s
                        && s.stride() == 1
                        && s.channelsBefore() + s.channelsAfter() == 0)
                    || (layer instanceof Flatten f
                        && graph.shape(f.input()).equals(graph.shape(f.name())))
                    || (layer instanceof MaxPool m && m.window().area() == 1)
                    || (layer instanceof AvgPool a && a.window().area() == 1)
                    || (layer instanceof Subsample
                        && graph.layer(layer.name()).inputs().stream()
                            .anyMatch(
                                t ->
                                    !t.equals(Graph.INPUT)
                                        && graph.layer(t) instanceof Subsample)));
  }

  @Property(tries = 100)
  void aNetworkComesBackExactly(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatNetwork network = RandomNetworks.floats(random, RandomGraphs.graph(random));
    FloatNetwork back = again(network);
    if (isCanonical(network.graph())) {
      assertSame(network, back);
    }
    float[] input = new float[network.graph().inputShape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextDouble(-2, 2);
    }
    assertThat(new FloatExecutor(back).run(input)).isEqualTo(new FloatExecutor(network).run(input));
  }

  @Property(tries = 40)
  void onnxRuntimeComputesTheSame(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatNetwork network = RandomNetworks.floats(random, RandomGraphs.graph(random));
    Shape shape = network.graph().inputShape();
    double[] input = random.doubles(shape.size(), -2, 2).map(x -> (float) x).toArray();
    float[] stored = new float[input.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (float) input[i];
    }
    try (OrtModel ort = new OrtModel(OnnxExporter.export(network))) {
      float[] theirs =
          ort.run(
              OrtModel.channelsFirst(stored, shape),
              1,
              shape.channels(),
              shape.height(),
              shape.width());
      Agreement.compare(network, input, theirs);
    }
  }

  @Example
  void knownNetworksComeBackExactly() {
    for (Graph graph : List.of(Nets.resnet(20), Nets.mobileNetV2(), Nets.separable(8, 3))) {
      FloatNetwork network = RandomNetworks.floats(new SplittableRandom(1), graph);
      assertSame(network, again(network));
    }
  }

  @Example
  void layersMayBeNamedLikeTensorsOfOthers() {
    List<Layer> layers =
        List.of(
            new Conv("a", Graph.INPUT, 2, 2, Window.square(3, 1, 1), 1),
            new Relu("a.weight", "a", 4),
            new Flatten("a.bias", "a.weight"),
            Relu.uncapped("integers", "a.bias"),
            new Linear("a.weight/low", "integers", 24, 3));
    Graph graph =
        new Graph(
            "names",
            new Shape(3, 4, 2),
            Normalisation.identity(2),
            layers,
            List.of("x\"y", "z,", " "));
    FloatNetwork network = RandomNetworks.floats(new SplittableRandom(1), graph);
    assertSame(network, again(network));
  }

  @Example
  void theSameNetworkGivesTheSameBytes() {
    FloatNetwork network = RandomNetworks.floats(new SplittableRandom(1), Nets.resnet(20));
    assertThat(Arrays.equals(OnnxExporter.export(network), OnnxExporter.export(network))).isTrue();
  }
}
