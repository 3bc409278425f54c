package io.requant.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Graph;
import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomGraphs;
import io.requant.model.testing.RandomNetworks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class NetworkTest {

  private final Network network = Nets.plausible(Nets.separable(4, 1));

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void graphsComeBackAsTheyWere(@ForAll long seed) throws IOException {
    Graph graph = RandomGraphs.graph(new SplittableRandom(seed));
    byte[] written = written(graph);
    Graph read = GraphCodec.read(new DataInputStream(new ByteArrayInputStream(written)));
    assertThat(read).isEqualTo(graph).hasSameHashCodeAs(graph);
    assertThat(written(read)).isEqualTo(written);
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void damagedGraphsAreRejectedOrAreOtherGraphs(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] written = written(RandomGraphs.graph(random));
    for (int i = 0; i < 20; i++) {
      byte[] damaged = written.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      byte[] cut = Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length));
      try {
        Graph read = GraphCodec.read(new DataInputStream(new ByteArrayInputStream(cut)));
        assertThat(read.layers()).isNotEmpty();
      } catch (IllegalArgumentException | IOException e) {
        assertThat(e).isNotNull();
      }
    }
  }

  @Test
  void theDigestCoversEverythingAResultDependsOn() {
    Map<String, LayerWeights> weights = new HashMap<>(network.weights());
    LayerWeights stem = weights.get("stem");
    short[] values = stem.planes().values();
    values[0]++;
    weights.put("stem", new LayerWeights(BitPlanes.of(8, values), stem.scales()));
    assertThat(new Network(network.graph(), network.inputScale(), weights).digest())
        .isNotEqualTo(network.digest());

    float[] scales = stem.scales();
    scales[1] = Math.nextUp(scales[1]);
    weights.put("stem", new LayerWeights(stem.planes(), scales));
    assertThat(new Network(network.graph(), network.inputScale(), weights).digest())
        .isNotEqualTo(network.digest());

    double scale = Math.nextUp(network.inputScale());
    assertThat(new Network(network.graph(), scale, network.weights()).digest())
        .isNotEqualTo(network.digest());
    assertThat(new Network(network.graph(), network.inputScale(), network.weights()).digest())
        .isEqualTo(network.digest());
  }

  @Test
  void resnet20HasAsManyWeightsAsPublished() {
    assertThat(Nets.resnet20().weightCount()).isEqualTo(268_336);
  }

  @Test
  void missingSuperfluousAndMisshapenWeightsAreNamed() {
    Map<String, LayerWeights> weights = new HashMap<>(network.weights());
    weights.remove("pw1");
    assertThatThrownBy(() -> new Network(network.graph(), 1, weights))
        .hasMessageContaining("layer 'pw1' has no weights");
    weights.put("pw1", new LayerWeights(BitPlanes.of(2, new short[4]), new float[] {1, 1, 1, 1}));
    assertThatThrownBy(() -> new Network(network.graph(), 1, weights))
        .hasMessageContaining("layer 'pw1': 4 weights in 4 channels");
    Map<String, LayerWeights> more = new HashMap<>(network.weights());
    more.put("other", network.weights().get("stem"));
    assertThatThrownBy(() -> new Network(network.graph(), 1, more)).hasMessageContaining("other");
    assertThatThrownBy(() -> new Network(network.graph(), Double.NaN, network.weights()))
        .hasMessageContaining("input scale NaN");
  }

  @Test
  void realParametersAreFiniteAndOfTheRightNumber() {
    Graph graph = network.graph();
    FloatNetwork good = RandomNetworks.floats(new SplittableRandom(1), graph);
    Map<String, FloatNetwork.Parameters> parameters = new HashMap<>(good.parameters());
    float[] weights = good.parameters().get("stem").weights().clone();
    weights[3] = Float.NaN;
    parameters.put("stem", new FloatNetwork.Parameters(weights, new float[4]));
    assertThatThrownBy(() -> new FloatNetwork(graph, parameters))
        .hasMessageContaining("layer 'stem' has a parameter that is NaN");
    parameters.put("stem", new FloatNetwork.Parameters(weights, new float[3]));
    assertThatThrownBy(() -> new FloatNetwork(graph, parameters))
        .hasMessageContaining("108 weights and 3 biases");
  }

  private static byte[] written(Graph graph) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GraphCodec.write(graph, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
