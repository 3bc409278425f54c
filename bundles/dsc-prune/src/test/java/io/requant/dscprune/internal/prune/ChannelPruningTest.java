package io.requant.dscprune.internal.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.testing.RandomNetworks;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChannelPruningTest {

  @Property(tries = 300)
  void removed_channels_compute_what_zeroed_channels_do(@ForAll long seed) {
    FloatNetwork network = RandomSeparable.network(seed);
    Map<String, int[]> kept = RandomSeparable.kept(network.graph(), seed);
    ChannelPruning pruning = new ChannelPruning(network);
    FloatNetwork removed = pruning.keep(kept);
    FloatNetwork zeroed = pruning.zeroed(kept);
    assertThat(zeroed.graph()).isEqualTo(network.graph());
    float[] input = RandomSeparable.input(network.graph(), seed);
    float[] expected = new FloatExecutor(zeroed).run(input);
    assertThat(new FloatExecutor(removed).run(input)).containsExactly(expected, within(2e-4f));
  }

  @Property(tries = 100)
  void what_is_kept_has_smaller_tensors(@ForAll long seed) {
    FloatNetwork network = RandomSeparable.network(seed);
    Map<String, int[]> kept = RandomSeparable.kept(network.graph(), seed);
    FloatNetwork removed = new ChannelPruning(network).keep(kept);
    kept.forEach(
        (name, channels) ->
            assertThat(((Conv) removed.graph().layer(name)).outChannels())
                .isEqualTo(channels.length));
    boolean all =
        kept.entrySet().stream()
            .allMatch(
                e ->
                    ((Conv) network.graph().layer(e.getKey())).outChannels()
                        == e.getValue().length);
    assertThat(weights(removed) < weights(network)).isEqualTo(!all);
  }

  private static long weights(FloatNetwork network) {
    return network.graph().parametricLayers().stream().mapToLong(Parametric::weightCount).sum();
  }

  @Property(tries = 50)
  void keeping_everything_changes_nothing(@ForAll long seed) {
    FloatNetwork network = RandomSeparable.network(seed);
    FloatNetwork same = new ChannelPruning(network).keep(Map.of());
    assertThat(same.graph()).isEqualTo(network.graph());
    float[] input = RandomSeparable.input(network.graph(), seed);
    assertThat(new FloatExecutor(same).run(input)).isEqualTo(new FloatExecutor(network).run(input));
  }

  @Test
  void layers_and_indices_that_do_not_fit_are_refused_by_name() {
    ChannelPruning pruning = new ChannelPruning(RandomSeparable.network(3));
    assertThatThrownBy(() -> pruning.keep(Map.of("dw1", new int[] {0})))
        .hasMessageContaining("no channels of layer 'dw1' can be removed; those of [stem, pw1");
    for (int[] wrong : List.of(new int[0], new int[] {1, 0}, new int[] {0, 99}, new int[] {-1})) {
      assertThatThrownBy(() -> pruning.keep(Map.of("stem", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer 'stem': indices of 1..");
    }
  }

  @Test
  void a_network_with_sums_is_refused_by_the_name_of_the_sum() {
    Graph graph =
        new Graph(
            "sums",
            new Shape(4, 4, 2),
            Normalisation.identity(2),
            List.of(
                new Conv("a", Graph.INPUT, 2, 3, Window.square(1, 1, 0), 1),
                new Conv("b", "a", 3, 3, Window.square(3, 1, 1), 1),
                new Add("sum", "a", "b")),
            List.of());
    FloatNetwork network = RandomNetworks.floats(new SplittableRandom(1), graph);
    assertThatThrownBy(() -> new ChannelPruning(network).keep(Map.of("a", new int[] {0})))
        .hasMessageContaining("layer 'sum'");
  }
}
