package io.requant.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void quantiles_are_interpolated_between_order_statistics() {
    Spread spread = Spread.of(new double[] {4, 1, 3, 2});
    assertThat(spread).isEqualTo(new Spread(4, 1, 1.75, 2.5, 3.25));
  }

  @Test
  void one_value_is_all_of_its_quantiles() {
    assertThat(Spread.of(new double[] {7})).isEqualTo(new Spread(1, 7, 7, 7, 7));
  }

  @Test
  void values_that_were_not_measured_do_not_count() {
    double[] values = {Double.NaN, 2, Double.POSITIVE_INFINITY, 4};
    assertThat(Spread.of(values)).isEqualTo(new Spread(2, 2, 2.5, 3, 3.5));
  }

  @Test
  void nothing_measured_is_refused() {
    assertThatThrownBy(() -> Spread.of(new double[] {Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no finite value among 1");
  }
}
