package io.requant.dscprune.internal.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.dscprune.internal.prune.SeparableLayers.Separable;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.testing.RandomNetworks;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LayerDroppingTest {
  private static final Graph NINE =
      Backbones.separable(
          "nine",
          new BackboneInput(
              new Shape(32, 32, 3),
              Normalisation.identity(3),
              IntStream.range(0, 10).mapToObj(Integer::toString).toList()),
          0.125,
          9);

  @Test
  void layers_that_keep_the_shape_can_go() {
    assertThat(SeparableLayers.of(NINE)).hasSize(9);
    assertThat(LayerDropping.possible(NINE).stream().map(Separable::name))
        .containsExactly("pw3", "pw5", "pw7", "pw8", "pw9");
  }

  @Test
  void neighbours_and_the_deepest_go_together() {
    FloatNetwork network = RandomNetworks.floats(new SplittableRandom(1), NINE);
    FloatNetwork seven = LayerDropping.drop(network, Set.of("pw8", "pw9"));
    assertThat(SeparableLayers.of(seven.graph()).stream().map(Separable::name))
        .containsExactly("pw1", "pw2", "pw3", "pw4", "pw5", "pw6", "pw7");
    assertThat(seven.graph().layer("pool").inputs()).containsExactly("pw7.relu");
    assertThat(seven.parameters().get("pw7")).isSameAs(network.parameters().get("pw7"));
  }

  @Test
  void a_layer_that_changes_the_shape_is_refused() {
    FloatNetwork network = RandomNetworks.floats(new SplittableRandom(1), NINE);
    assertThatThrownBy(() -> LayerDropping.drop(network, Set.of("pw4")))
        .hasMessageContaining("layer 'pw4' of network 'nine' cannot be dropped; [pw3, pw5");
  }

  /** A separable layer that passes everything on does nothing to what a rectifier gave. */
  @Property(tries = 200)
  void dropping_a_layer_that_passes_everything_on_changes_nothing(@ForAll long seed) {
    FloatNetwork network = RandomSeparable.network(seed);
    Graph graph = network.graph();
    Set<Separable> identities =
        LayerDropping.possible(graph).stream()
            .filter(s -> s.input().endsWith(".relu"))
            .filter(s -> !capped(graph, s))
            .collect(Collectors.toSet());
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>(network.parameters());
    for (Separable s : identities) {
      int channels = s.pointwise().outChannels();
      parameters.put(s.depthwise().name(), passing(channels, 9, 4, 1));
      parameters.put(s.pointwise().name(), passing(channels, channels, 0, channels + 1));
    }
    FloatNetwork passing = new FloatNetwork(graph, parameters);
    FloatNetwork dropped =
        LayerDropping.drop(
            passing, identities.stream().map(Separable::name).collect(Collectors.toSet()));
    float[] input = RandomSeparable.input(graph, seed);
    assertThat(new FloatExecutor(dropped).run(input))
        .isEqualTo(new FloatExecutor(passing).run(input));
  }

  private static boolean capped(Graph graph, Separable s) {
    return graph.layers().stream()
        .filter(
            l -> List.of(s.depthwise().name(), s.pointwise().name()).contains(l.inputs().get(0)))
        .anyMatch(l -> l instanceof io.requant.model.graph.Relu r && r.capped());
  }

  /** Weights of one at {@code first} in the first channel, {@code step} further in each next. */
  private static FloatNetwork.Parameters passing(int channels, int each, int first, int step) {
    float[] weights = new float[channels * each];
    for (int c = 0; c < channels; c++) {
      weights[first + c * (step == 1 ? each : step)] = 1;
    }
    float[] bias = new float[channels];
    Arrays.fill(bias, 0);
    return new FloatNetwork.Parameters(weights, bias);
  }
}
