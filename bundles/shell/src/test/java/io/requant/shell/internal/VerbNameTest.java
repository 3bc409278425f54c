package io.requant.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerbNameTest {

  private static final Set<String> DECLARED = Set.of("policies", "policies search", "demo");

  @Test
  void two_words_are_a_verb_where_one_is_declared() {
    assertThat(VerbName.of(List.of("policies", "search", "--model", "m"), DECLARED))
        .isEqualTo(new VerbName("policies search", List.of("--model", "m")));
  }

  @Test
  void else_the_second_word_is_an_argument() {
    assertThat(VerbName.of(List.of("policies", "models/m.rqm"), DECLARED))
        .isEqualTo(new VerbName("policies", List.of("models/m.rqm")));
    assertThat(VerbName.of(List.of("demo"), DECLARED)).isEqualTo(new VerbName("demo", List.of()));
    assertThat(VerbName.of(List.of("search", "policies"), DECLARED))
        .isEqualTo(new VerbName("search", List.of("policies")));
  }
}
