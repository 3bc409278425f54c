package io.requant.camera.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {

  private static final long SECOND = 1_000_000_000L;

  private final FakeTicker ticker = new FakeTicker();

  private static long due(long frame, double rate) {
    return Math.round(frame * (1e9 / rate));
  }

  @Test
  void thirty_a_second_are_exactly_thirty_a_second_for_an_hour() {
    Pacer pacer = new Pacer(ticker, 30, 500);
    int frames = 0;
    while (pacer.awaitNext(() -> ticker.nanoTime() < 3600 * SECOND)) {
      assertThat(ticker.nanoTime()).isEqualTo(due(frames, 30));
      frames++;
    }
    assertThat(frames).isEqualTo(3600 * 30);
    assertThat(pacer.moved()).isZero();
  }

  @Test
  void a_late_frame_does_not_delay_those_after_it() {
    Pacer pacer = new Pacer(ticker, 100, 1000);
    for (int frame = 0; frame < 50; frame++) {
      assertThat(pacer.awaitNext(() -> true)).isTrue();
      if (frame == 10) {
        ticker.pass(45_000_000);
      }
      if (frame <= 10 || frame > 16) {
        long late = frame == 10 ? 45_000_000 : 0;
        assertThat(ticker.nanoTime()).isEqualTo(due(frame, 100) + late);
      }
    }
    assertThat(pacer.moved()).isZero();
  }

  @Test
  void late_frames_come_no_faster_than_the_highest_rate() {
    Pacer pacer = new Pacer(ticker, 100, 200);
    assertThat(pacer.awaitNext(() -> true)).isTrue();
    ticker.pass(500_000_000);
    long before = -SECOND;
    for (int frame = 1; frame < 200; frame++) {
      assertThat(pacer.awaitNext(() -> true)).isTrue();
      assertThat(ticker.nanoTime() - before).isGreaterThanOrEqualTo(5_000_000);
      before = ticker.nanoTime();
    }
    assertThat(before).as("caught up with the schedule").isEqualTo(due(199, 100));
  }

  @Test
  void a_stall_of_seconds_moves_the_schedule_by_whole_periods_and_says_so() {
    Pacer pacer = new Pacer(ticker, 10, 500);
    assertThat(pacer.awaitNext(() -> true)).isTrue();
    ticker.pass(5 * SECOND + 30_000_000);
    assertThat(pacer.awaitNext(() -> true)).isTrue();
    assertThat(pacer.moved()).isEqualTo(49);
    assertThat(pacer.awaitNext(() -> true)).isTrue();
    assertThat(ticker.nanoTime()).isEqualTo(5 * SECOND + 100_000_000);
  }

  @Test
  void stalls_that_add_up_at_the_highest_rate_move_the_schedule() {
    Pacer pacer = new Pacer(ticker, 400, 400);
    for (int stall = 0; stall < 3; stall++) {
      assertThat(pacer.awaitNext(() -> true)).isTrue();
      ticker.pass(400_000_000);
    }
    assertThat(pacer.moved()).isZero();
    assertThat(pacer.awaitNext(() -> true)).isTrue();
    assertThat(pacer.moved()).as("periods of 2.5 ms since the frame was due").isEqualTo(477);
  }

  @Test
  void rate_zero_is_the_highest_rate() {
    Pacer pacer = new Pacer(ticker, 0, 250);
    int frames = 0;
    while (pacer.awaitNext(() -> ticker.nanoTime() < 2 * SECOND)) {
      frames++;
    }
    assertThat(frames).isEqualTo(500);
  }

  /** At the highest rate nothing is caught up: the three delays together stay below the lag. */
  @Property
  void no_frame_comes_before_its_time_and_none_is_left_out(
      @ForAll @DoubleRange(min = 0.5, max = 400) double rate,
      @ForAll @LongRange(max = Pacer.LONGEST_LAG / 3) long delay) {
    FakeTicker time = new FakeTicker();
    Pacer pacer = new Pacer(time, rate, 400);
    for (int frame = 0; frame < 300; frame++) {
      assertThat(pacer.awaitNext(() -> true)).isTrue();
      assertThat(time.nanoTime()).isGreaterThanOrEqualTo(due(frame, rate));
      if (frame % 100 == 50) {
        time.pass(delay);
      }
    }
    assertThat(pacer.moved()).isZero();
  }

  @Test
  void whoever_is_no_longer_running_gets_no_frame_and_waits_no_more() {
    Pacer pacer = new Pacer(ticker, 1, 500);
    assertThat(pacer.awaitNext(() -> false)).isFalse();
    assertThat(ticker.parks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 501, Double.NaN, Double.POSITIVE_INFINITY})
  void impossible_rates_are_refused(double rate) {
    assertThatThrownBy(() -> new Pacer(ticker, rate, 500))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(rate));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3, Double.NaN, Double.POSITIVE_INFINITY})
  void impossible_highest_rates_are_refused(double maxRate) {
    assertThatThrownBy(() -> new Pacer(ticker, 0, maxRate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxRate");
  }
}
