package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.command.VerbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in place of a gateway. */
class GatewayProcessTest {

  @TempDir Path home;

  private GatewayProcess start(String script) throws IOException {
    Path requant = Files.writeString(home.resolve("requant"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(requant, PosixFilePermissions.fromString("rwx------"));
    return GatewayProcess.start(home, home.resolve("etc"), home.resolve("state"), log());
  }

  private Path log() {
    return home.resolve("gateway.log");
  }

  @Test
  void a_verb_is_one_line_of_json_and_its_answer_what_it_printed() throws Exception {
    try (GatewayProcess gateway =
        start(
            """
            read -r line
            printf '%s\\n' "$line" > "$(dirname "$0")/asked"
            echo 'requant-control: {"exit": 0, "out": "fine", "err": ""}'
            read -r line
            """)) {
      assertThat(gateway.run("say", "a \"b\"")).isEqualTo("fine");
    }
    assertThat(home.resolve("asked")).hasContent("[\"say\",\"a \\\"b\\\"\"]");
  }

  @Test
  void it_is_started_with_the_folders_of_this_run_and_the_control_channel() throws Exception {
    try (GatewayProcess gateway =
        start(
            """
            printf '%s ' "$@" > "$(dirname "$0")/words"
            read -r line
            echo 'requant-control: {"exit": 0, "out": "{}", "err": ""}'
            """)) {
      assertThat(gateway.query("status", "--json").isObject()).isTrue();
    }
    assertThat(Files.readString(home.resolve("words")).strip())
        .isEqualTo(
            "gateway --config %s --state %s --control"
                .formatted(home.resolve("etc"), home.resolve("state")));
  }

  @Test
  void everything_but_answers_goes_to_the_log_errors_too() throws Exception {
    try (GatewayProcess gateway =
        start(
            """
            echo 'starting'
            echo 'a warning' >&2
            read -r line
            echo 'requant-control: {"exit": 0, "out": "x", "err": ""}'
            echo 'stopping'
            """)) {
      gateway.run("status");
    }
    assertThat(log()).hasContent("starting\na warning\nstopping");
  }

  @Test
  void a_verb_that_fails_is_named_with_what_it_said() throws Exception {
    try (GatewayProcess gateway =
        start(
            """
            read -r line
            echo 'requant-control: {"exit": 1, "out": "", "err": "no such bundle"}'
            read -r line
            echo 'requant-control: {"exit": 1, "out": "only printed", "err": ""}'
            read -r line
            """)) {
      assertThatThrownBy(() -> gateway.run("backends", "stop"))
          .isInstanceOf(VerbException.class)
          .hasMessageContaining("'backends stop' failed: no such bundle");
      assertThatThrownBy(() -> gateway.run("backends", "stop"))
          .hasMessageContaining("only printed");
    }
  }

  @Test
  void a_gateway_that_has_ended_is_reported_with_its_log_not_waited_for() throws Exception {
    try (GatewayProcess gateway = start("read -r line\nexit 3\n")) {
      assertThatThrownBy(() -> gateway.run("status"))
          .isInstanceOf(VerbException.class)
          .hasMessageContaining("does not answer 'status'")
          .hasMessageContaining(log().toString());
    }
  }

  @Test
  void an_answer_counts_even_if_the_gateway_ended_right_after_it() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (GatewayProcess gateway =
          start("read -r line\necho 'requant-control: {\"exit\": 0, \"out\": \"bye\"}'\n")) {
        assertThat(gateway.run("stop")).isEqualTo("bye");
        assertThatThrownBy(() -> gateway.run("status")).isInstanceOf(VerbException.class);
      }
    }
  }

  @Test
  void closing_ends_the_process_by_ending_its_input() throws Exception {
    GatewayProcess gateway = start("while read -r line; do :; done\necho 'input ended'\n");
    gateway.close();
    assertThat(log()).hasContent("input ended");
  }
}
