package io.requant.dscprune.internal.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.dscprune.internal.prune.RandomSeparable;
import io.requant.model.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SensitivitiesTest {

  @Property(tries = 50)
  void removing_more_never_seems_cheaper(@ForAll long seed) {
    Graph graph = RandomSeparable.network(seed).graph();
    List<Item> items = Sensitivities.items(graph, List.of(10, 30, 50, 70, 90), List.of());
    SplittableRandom random = new SplittableRandom(seed);
    List<Finding> findings = new ArrayList<>();
    items.forEach(item -> findings.add(new Finding(item.key(), random.nextDouble(), 1, 1)));
    Sensitivities sensitivities = Sensitivities.of(graph, items, findings);
    for (String conv : sensitivities.channels().keySet()) {
      double before = 0;
      for (int percent = 0; percent <= 100; percent += 3) {
        double points = sensitivities.points(conv, percent);
        assertThat(points).isGreaterThanOrEqualTo(before - 1e-9);
        before = points;
      }
    }
  }

  @Test
  void between_measured_parts_lies_a_straight_line() {
    Sensitivities s =
        new Sensitivities(
            0.9,
            Map.of("a", new TreeMap<>(Map.of(0, 0.0, 20, 1.0, 40, 3.0))),
            Map.of(),
            new TreeMap<>());
    assertThat(s.points("a", 10)).isCloseTo(0.5 + 0.5 * 0.01, within(1e-9));
    assertThat(s.points("a", 30)).isCloseTo(2 + 0.5 * 0.09, within(1e-9));
    assertThat(s.points("a", 40)).isCloseTo(3 + 0.5 * 0.16, within(1e-9));
  }

  @Test
  void losses_are_against_the_same_tuning_with_nothing_cut() {
    Graph graph = RandomSeparable.network(3).graph();
    int side = graph.inputShape().height();
    List<Item> items = Sensitivities.items(graph, List.of(50), List.of(side, side - 1));
    assertThat(items).doesNotContain(new Item.Side(side)).contains(new Item.Side(side - 1));
    List<Finding> findings = new ArrayList<>();
    items.forEach(
        item ->
            findings.add(new Finding(item.key(), item instanceof Item.Nothing ? 0.8 : 0.7, 1, 1)));
    Sensitivities s = Sensitivities.of(graph, items, findings);
    assertThat(s.accuracy()).isEqualTo(0.8);
    assertThat(s.channels().get("stem").get(50)).isCloseTo(10, within(1e-9));
    assertThat(s.sides()).containsEntry(side, 0.8).containsEntry(side - 1, 0.7);
  }
}
