package io.requant.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerbRunnerTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return VerbRunner.run(
        new EchoVerb(), List.of(arguments), new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void a_verb_that_succeeds_gives_its_own_exit_code_and_output() {
    assertThat(run("hello")).isZero();
    assertThat(out.toString()).isEqualTo("hello" + System.lineSeparator());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void wrong_usage_is_exit_code_2_and_shows_the_usage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required parameter", "Usage: echo");
  }

  @Test
  void an_expected_failure_is_its_message_alone() {
    assertThat(run("x", "--fail")).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines("echo: file 'x' is missing: create it");
  }

  @Test
  void an_unexpected_failure_is_an_exit_code_and_a_message_too() {
    assertThat(run("x", "--break")).isEqualTo(1);
    assertThat(err.toString()).contains("inner").doesNotContain("at io.requant");
  }

  @Test
  void help_is_shown_on_the_output() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: echo");
  }
}
