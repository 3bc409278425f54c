package io.requant.bench.internal.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.report.Spread;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class PairedRatioTest {

  /** The machine is twice as slow in the second half: unpaired medians would be far off. */
  @Test
  void a_machine_that_slows_down_does_not_move_the_ratio() {
    double[] peer = {20, 20, 20, 40, 40, 40};
    double[] engine = {10, 10, 10, 20, 20, 20};
    PairedRatio ratio = PairedRatio.of(peer, engine, 1);
    assertThat(ratio.spread()).isEqualTo(new Spread(6, 2, 2, 2, 2));
    assertThat(ratio.low()).isEqualTo(2);
    assertThat(ratio.high()).isEqualTo(2);
  }

  @Test
  void rounds_that_one_side_sat_out_do_not_count() {
    double[] peer = {20, Double.NaN, 30, 40};
    double[] engine = {10, 1, Double.NaN, 10};
    assertThat(PairedRatio.of(peer, engine, 1).spread()).isEqualTo(new Spread(2, 2, 2.5, 3, 3.5));
  }

  @Test
  void sides_that_never_met_are_refused() {
    assertThatThrownBy(
            () -> PairedRatio.of(new double[] {1, Double.NaN}, new double[] {Double.NaN, 1}, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PairedRatio.of(new double[2], new double[3], 1))
        .hasMessageContaining("2 rounds against 3");
  }

  @Property(tries = 20)
  void the_interval_holds_the_median_and_lies_within_the_ratios(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 4) double factor) {
    Random random = new Random(seed);
    double[] peer = random.doubles(50, 90, 110).toArray();
    double[] engine = random.doubles(50, 90, 110).map(d -> d / factor).toArray();
    PairedRatio ratio = PairedRatio.of(peer, engine, seed);
    assertThat(ratio.low()).isBetween(ratio.spread().min(), ratio.spread().median());
    assertThat(ratio.high()).isGreaterThanOrEqualTo(ratio.spread().median());
    assertThat(ratio.spread().median()).isCloseTo(factor, within(0.1 * factor));
  }

  /** 400 experiments whose true median ratio is 1: a 95 % interval misses about 20 of them. */
  @Test
  void the_interval_covers_the_truth_as_often_as_it_says() {
    Random random = new Random(7);
    int covered = 0;
    for (int experiment = 0; experiment < 400; experiment++) {
      double[] peer = random.doubles(30).map(d -> Math.exp(0.1 * (d - 0.5))).toArray();
      double[] engine = random.doubles(30).map(d -> Math.exp(0.1 * (d - 0.5))).toArray();
      PairedRatio ratio = PairedRatio.of(peer, engine, experiment);
      covered += ratio.low() <= 1 && 1 <= ratio.high() ? 1 : 0;
    }
    assertThat(covered / 400.0).isBetween(0.91, 0.985);
  }
}
