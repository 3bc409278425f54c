package io.requant.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlChannelTest {

  private final Verbs verbs =
      (name, patience, use) ->
          name.equals("echo") ? Optional.of(use.with(new EchoVerb())) : Optional.empty();

  private List<JsonNode> answers(String input) throws IOException, InterruptedException {
    return answers(input, "");
  }

  /** What a parent finds behind what others have printed. */
  private List<JsonNode> answers(String input, String printed)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(printed.getBytes(StandardCharsets.UTF_8));
    new ControlChannel(verbs)
        .serve(
            new BufferedReader(new StringReader(input)),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<JsonNode> answers = new ArrayList<>();
    for (String line : bytes.toString(StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith(ControlChannel.PREFIX)) {
        answers.add(new ObjectMapper().readTree(line.substring(ControlChannel.PREFIX.length())));
      }
    }
    return answers;
  }

  @Test
  void every_line_gets_one_answer_in_order() throws Exception {
    List<JsonNode> answers = answers("[\"echo\",\"one\"]\n\n[\"echo\",\"two\"]\n");
    assertThat(answers)
        .extracting(a -> a.get("out").asText().strip())
        .containsExactly("one", "two");
    assertThat(answers).allMatch(a -> a.get("exit").asInt() == 0);
  }

  @Test
  void an_answer_is_found_behind_the_beginning_of_a_log_line() throws Exception {
    assertThat(answers("[\"echo\",\"one\"]\n", "org.ops4j.pax.logging ")).hasSize(1);
  }

  @Test
  void output_of_many_lines_stays_in_one_answer() throws Exception {
    assertThat(answers("[\"echo\",\"--help\"]")).hasSize(1);
  }

  @Test
  void a_failing_verb_is_answered_with_its_message() throws Exception {
    JsonNode answer = answers("[\"echo\",\"x\",\"--fail\"]").get(0);
    assertThat(answer.get("exit").asInt()).isEqualTo(1);
    assertThat(answer.get("err").asText()).contains("create it");
  }

  @Test
  void nonsense_is_answered_and_does_not_end_the_channel() throws Exception {
    List<JsonNode> answers =
        answers("garbage\n[]\n{\"a\":1}\n[\"unknown\"]\n[\"echo\",\"still here\"]\n");
    assertThat(answers).hasSize(5);
    assertThat(answers.subList(0, 4)).allMatch(a -> a.get("exit").asInt() == 1);
    assertThat(answers.get(3).get("err").asText()).contains("no verb 'unknown'");
    assertThat(answers.get(4).get("out").asText()).startsWith("still here");
  }

  @Test
  void a_line_beyond_the_limit_is_refused() throws Exception {
    JsonNode answer = answers("[\"echo\",\"" + "x".repeat(70_000) + "\"]").get(0);
    assertThat(answer.get("err").asText()).contains("at most 65536");
  }
}
