package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.demo.internal.TourStep.Push;
import io.requant.demo.internal.TourStep.Swap;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TourStepTest {

  private final List<TourStep> tour = tour(60);

  private static List<TourStep> tour(int seconds) {
    return TourStep.tour("the.bundle", "first.jar", "second.jar", Duration.ofSeconds(seconds));
  }

  @Test
  void a_load_comes_last_and_has_the_time_for_two_dwells_and_only_where_the_tour_has_it_too() {
    assertThat(tour.get(tour.size() - 1)).isInstanceOf(TourStep.Load.class);
    int whole = tour.stream().mapToInt(TourStep::weight).sum();
    Duration box =
        Duration.ofSeconds(60).multipliedBy(tour.get(tour.size() - 1).weight()).dividedBy(whole);
    assertThat(box).isGreaterThan(GatewayFiles.DWELL.multipliedBy(4));
    assertThat(tour(TourStep.LEAST_SECONDS_WITH_LOAD)).hasSameSizeAs(tour);
    assertThat(tour(TourStep.LEAST_SECONDS_WITH_LOAD - 1))
        .hasSize(tour.size() - 1)
        .noneMatch(TourStep.Load.class::isInstance);
  }

  @Test
  void precision_goes_down_and_comes_back() {
    assertThat(tour.stream().filter(Push.class::isInstance).map(s -> ((Push) s).policy()))
        .containsExactly("w8a8", "w6a6", "w4a4", "w8a8");
  }

  @Test
  void the_backend_is_changed_at_least_six_times_in_every_way_that_a_bundle_can_be() {
    List<Swap> swaps = tour.stream().filter(Swap.class::isInstance).map(Swap.class::cast).toList();
    assertThat(swaps).hasSizeGreaterThanOrEqualTo(6);
    assertThat(swaps).extracting(Swap::how).contains("stop, start", "update", "uninstall, install");
  }

  /** What the gateway has installed, followed through all verbs of the tour. */
  @Test
  void every_verb_fits_the_state_that_those_before_it_leave_and_every_update_changes_the_code() {
    String installed = "first.jar";
    boolean started = true;
    for (TourStep step : tour) {
      if (!(step instanceof Swap swap)) {
        continue;
      }
      for (List<String> verb : swap.verbs()) {
        assertThat(verb.get(0)).isEqualTo("backends");
        switch (verb.get(1)) {
          case "stop" -> {
            assertThat(started).isTrue();
            started = false;
          }
          case "start" -> {
            assertThat(started).isFalse();
            started = true;
          }
          case "update" -> {
            assertThat(verb.get(3)).isNotEqualTo(Objects.requireNonNull(installed));
            installed = verb.get(3);
          }
          case "uninstall" -> {
            assertThat(installed).isNotNull();
            installed = null;
          }
          case "install" -> {
            assertThat(installed).isNull();
            installed = verb.get(2);
          }
          default -> throw new AssertionError("unknown verb " + verb);
        }
      }
      assertThat(started).isTrue();
      assertThat(installed).isNotNull();
    }
  }
}
