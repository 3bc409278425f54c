package io.requant.quantlstm.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

  @Test
  void amountsHaveDecimalPrefixes() {
    assertThat(Budget.parse("bops=0.6G,bytes=120K")).isEqualTo(new Budget(600_000_000, 120_000));
    assertThat(Budget.parse("bytes=1m")).isEqualTo(new Budget(Long.MAX_VALUE, 1_000_000));
    assertThat(Budget.parse("bops=12")).isEqualTo(new Budget(12, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bops",
        "bops=",
        "bytes=",
        "bops=x",
        "bytes=0",
        "flops=1G",
        "bops=-1K",
        "bops=1e400",
        "bops=NaN"
      })
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Budget.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("bops=0.6G,bytes=120K");
  }
}
