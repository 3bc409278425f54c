package io.requant.dscprune.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.dscprune.internal.prune.ChannelPruning;
import io.requant.dscprune.internal.prune.PrunePlan;
import io.requant.dscprune.internal.sensitivity.Sensitivities;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlanSearchTest {
  private static final Graph NINE =
      Backbones.separable(
          "nine",
          new BackboneInput(
              new Shape(32, 32, 3),
              Normalisation.identity(3),
              IntStream.range(0, 10).mapToObj(Integer::toString).toList()),
          0.5,
          9);

  @Property(tries = 8)
  void what_is_found_is_within_the_limits_and_in_multiples(
      @ForAll @IntRange(min = 1500, max = 6000) int kiloMacs,
      @ForAll @IntRange(min = 30, max = 150) int kiloBytes) {
    Limits limits = new Limits(7, kiloMacs * 1000L, kiloBytes * 1000L);
    Candidate best = new PlanSearch(NINE, even(Map.of()), 4).best(limits, 32);
    assertThat(best.size().within(limits)).isTrue();
    assertThat(best.plan().dropped()).hasSize(2);
    assertThat(best.plan().channels().values()).allMatch(c -> c % 4 == 0);
    assertThat(best.size()).isEqualTo(Size.of(best.plan().shape(NINE)));
  }

  @Test
  void the_layers_that_cost_least_go_and_the_deepest_of_equal_ones() {
    Limits limits = new Limits(7, 10_000_000, 1_000_000);
    assertThat(new PlanSearch(NINE, even(Map.of()), 4).best(limits, 32).plan().dropped())
        .containsExactly("pw8", "pw9");
    Map<String, Double> losses = Map.of("pw3", 1.0, "pw5", 1.0, "pw7", 5.0, "pw8", 5.0, "pw9", 5.0);
    assertThat(new PlanSearch(NINE, even(losses), 4).best(limits, 32).plan().dropped())
        .containsExactly("pw3", "pw5");
  }

  @Test
  void a_layer_that_matters_keeps_its_channels() {
    Map<String, TreeMap<Integer, Double>> channels = new LinkedHashMap<>(even(Map.of()).channels());
    channels.put("pw5", new TreeMap<>(Map.of(0, 0.0, 10, 30.0, 90, 80.0)));
    Sensitivities uneven =
        new Sensitivities(0.9, channels, Map.of("pw5", 50.0), new TreeMap<>(Map.of(32, 0.9)));
    Candidate best = new PlanSearch(NINE, uneven, 4).best(new Limits(7, 4_000_000, 90_000), 32);
    assertThat(best.plan().channels()).containsEntry("pw5", 128);
  }

  @Test
  void smaller_images_leave_more_channels() {
    Sensitivities s = even(Map.of());
    Limits limits = new Limits(7, 3_000_000, 150_000);
    int large = sum(new PlanSearch(NINE, s, 4).best(limits, 32));
    int small = sum(new PlanSearch(NINE, s, 4).best(limits, 24));
    assertThat(small).isGreaterThan(large);
  }

  private static int sum(Candidate candidate) {
    return candidate.plan().channels().values().stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void limits_that_nothing_meets_are_refused() {
    PlanSearch search = new PlanSearch(NINE, even(Map.of()), 4);
    assertThatThrownBy(() -> search.best(new Limits(7, 1000, 1000), 32))
        .hasMessageContaining("at most 1,000 multiply-adds and 1,000 bytes");
    assertThatThrownBy(() -> search.best(new Limits(3, 1_000_000, 100_000), 32))
        .hasMessageContaining("only 5 of 9 separable layers");
  }

  @Test
  void the_front_has_what_nothing_beats() {
    List<Candidate> front =
        ParetoFront.of(
            List.of(point(3, 0.8), point(1, 0.5), point(2, 0.8), point(2, 0.7), point(4, 0.9)));
    assertThat(front).containsExactly(point(1, 0.5), point(2, 0.8), point(4, 0.9));
  }

  private static Candidate point(long macs, double accuracy) {
    return new Candidate(
        new PrunePlan(Set.of(), Map.of(), 1),
        new Size(1, macs, 1, 1, 1, 1),
        accuracy,
        Optional.empty());
  }

  /** Every channel of every layer matters alike. */
  private static Sensitivities even(Map<String, Double> layers) {
    Map<String, TreeMap<Integer, Double>> channels = new LinkedHashMap<>();
    ChannelPruning.prunable(NINE)
        .forEach(conv -> channels.put(conv.name(), new TreeMap<>(Map.of(0, 0.0, 90, 9.0))));
    return new Sensitivities(0.9, channels, layers, new TreeMap<>(Map.of(16, 0.8, 32, 0.9)));
  }
}
