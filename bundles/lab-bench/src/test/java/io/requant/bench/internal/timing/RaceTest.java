package io.requant.bench.internal.timing;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.report.Spread;
import io.requant.bench.internal.statistics.PairedRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class RaceTest {

  private static final long MILLI = 1_000_000;
  private static final RaceOptions OPTIONS = new RaceOptions(MILLI, 500 * MILLI, 500 * MILLI, 3, 1);

  private long now;
  private long waited;
  private final List<String> turns = new ArrayList<>();

  /** Takes a time that depends on how often it was called. */
  private Contestant runner(String name, IntUnaryOperator nanos) {
    int[] calls = {0};
    return () -> {
      turns.add(name);
      now += nanos.applyAsInt(calls[0]++);
    };
  }

  private RaceResult race(RaceOptions options, Contestant... contestants) {
    return new Race(List.of(contestants), options, () -> now, () -> now - waited).run();
  }

  @Test
  void times_are_those_of_a_call() {
    RaceResult result = race(OPTIONS, runner("a", call -> 20_000), runner("b", call -> 50_000));
    assertThat(Spread.of(result.nanos()[0]).median()).isEqualTo(20_000);
    assertThat(Spread.of(result.nanos()[1]).median()).isEqualTo(50_000);
    assertThat(result.calls()).containsExactly(50, 20);
    assertThat(result.stable()).isTrue();
    assertThat(PairedRatio.of(result.nanos()[1], result.nanos()[0], 1).spread().median())
        .isEqualTo(2.5);
  }

  @Test
  void every_engine_has_a_turn_in_every_round_and_the_order_changes() {
    RaceResult result = race(OPTIONS, runner("a", c -> 1_000_000), runner("b", c -> 1_000_000));
    assertThat(result.nanos()[0]).doesNotContain(Double.NaN);
    assertThat(result.nanos()[1]).doesNotContain(Double.NaN);
    List<String> firsts = new ArrayList<>();
    // A turn is one call that is not timed and one that is, so a round is four calls.
    for (int i = 4; i + 4 <= turns.size(); i += 4) {
      firsts.add(turns.get(i));
      assertThat(turns.subList(i, i + 4)).contains("a", "b");
    }
    assertThat(firsts).contains("a", "b");
  }

  @Test
  void a_slow_engine_sits_out_rounds_and_still_has_its_share() {
    RaceResult result = race(OPTIONS, runner("a", c -> 100_000), runner("slow", c -> 40_000_000));
    long slow = java.util.Arrays.stream(result.nanos()[1]).filter(Double::isFinite).count();
    assertThat(slow).isBetween(3L, result.rounds() / 9L);
    assertThat(result.nanos()[0]).doesNotContain(Double.NaN);
    assertThat(Spread.of(result.nanos()[1]).median()).isEqualTo(40_000_000);
  }

  @Test
  void engines_of_any_slowness_meet() {
    RaceResult result =
        race(OPTIONS, runner("slow", c -> 23_000_000), runner("slower", c -> 40_000_000));
    PairedRatio ratio = PairedRatio.of(result.nanos()[1], result.nanos()[0], 1);
    assertThat(ratio.spread().count()).isGreaterThanOrEqualTo(3);
    assertThat(ratio.spread().median()).isEqualTo(40.0 / 23);
  }

  /** As a compiler does: slow for 2,000 calls, then ten times as fast. */
  @Test
  void what_is_timed_is_the_speed_after_warming_up() {
    RaceOptions options = new RaceOptions(MILLI, 5_000 * MILLI, 100 * MILLI, 3, 1);
    RaceResult result = race(options, runner("jit", c -> c < 200 ? 1_000_000 - 4_000 * c : 10_000));
    assertThat(result.stable()).isTrue();
    assertThat(Spread.of(result.nanos()[0]).p75()).isEqualTo(10_000);
  }

  @Test
  void a_turn_that_was_interrupted_is_repeated() {
    int[] calls = {0};
    RaceResult result =
        race(
            OPTIONS,
            () -> {
              now += 10_000;
              if (++calls[0] % 300 == 0) {
                now += 40 * MILLI;
                waited += 40 * MILLI;
              }
            });
    assertThat(result.disturbed()).isZero();
    assertThat(result.nanos()[0]).containsOnly(10_000);
  }

  @Test
  void on_a_machine_that_is_never_quiet_interrupted_turns_count_and_are_told() {
    RaceResult result =
        race(
            OPTIONS,
            () -> {
              now += 20_000;
              waited += 10_000;
            });
    assertThat(result.disturbed()).isEqualTo(1);
    assertThat(Spread.of(result.nanos()[0]).median()).isEqualTo(20_000);
  }

  /** A machine so busy that the compiler comes late: the time to warm up is over by then. */
  @Test
  void warming_up_goes_on_while_something_gets_faster() {
    RaceOptions options = new RaceOptions(MILLI, 100 * MILLI, 100 * MILLI, 3, 1);
    RaceResult result =
        race(options, runner("jit", c -> c < 100 ? 2_000_000 - 19_000 * c : 10_000));
    assertThat(result.warmUpNanos()).isGreaterThan(100 * MILLI);
    assertThat(result.stable()).isTrue();
    assertThat(Spread.of(result.nanos()[0]).p75()).isEqualTo(10_000);
  }

  @Test
  void what_never_settles_is_said_to() {
    RaceResult result = race(OPTIONS, runner("growing", c -> (int) (10_000 * Math.exp(c / 500.0))));
    assertThat(result.stable()).isFalse();
    assertThat(result.warmUpNanos()).isGreaterThanOrEqualTo(500 * MILLI);
  }
}
