package io.requant.training.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final Schedule schedule = new Schedule(0.2, 0.2, 100);

  @Test
  void the_rate_rises_in_a_straight_line_to_its_peak() {
    assertThat(schedule.at(0)).isCloseTo(0.01, within(1e-12));
    assertThat(schedule.at(9)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(19)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void then_it_falls_along_half_a_cosine_to_zero() {
    assertThat(schedule.at(20)).isCloseTo(0.2, within(1e-12));
    assertThat(schedule.at(60)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(99)).isBetween(0.0, 1e-4);
  }

  @Test
  void without_warm_up_it_starts_at_the_peak() {
    assertThat(new Schedule(0.1, 0, 10).at(0)).isEqualTo(0.1);
  }
}
