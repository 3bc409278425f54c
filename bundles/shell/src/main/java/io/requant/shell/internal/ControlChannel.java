package io.requant.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes verbs from a parent process: one JSON array of words a line in, one JSON object {@code
 * {exit, out, err}} a line out, in order.
 *
 * <p>Whoever holds the process's standard input owns the process, so nothing more is asked of it.
 */
final class ControlChannel {

  /** Starts every answer, so that the parent can tell it from what else the process prints. */
  static final String PREFIX = "requant-control: ";

  private static final int MAX_LINE = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Verbs verbs;
  private final ObjectMapper json = new ObjectMapper();

  ControlChannel(Verbs verbs) {
    this.verbs = verbs;
  }

  /** Answers lines until the input ends. */
  void serve(BufferedReader in, PrintStream out) throws IOException, InterruptedException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        // A log may have written the beginning of a line: an answer begins one of its own.
        out.println("\n" + PREFIX + json.writeValueAsString(answer(line)));
        out.flush();
      }
    }
  }

  private Map<String, Object> answer(String line) throws InterruptedException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = VerbRunner.FAILED;
    try {
      List<String> words = parse(line);
      List<String> arguments = words.subList(1, words.size());
      code =
          verbs
              .use(
                  words.get(0),
                  PATIENCE,
                  verb ->
                      VerbRunner.run(verb, arguments, new PrintWriter(out), new PrintWriter(err)))
              .orElseThrow(
                  () -> new IllegalArgumentException("no verb '" + words.get(0) + "' here"));
    } catch (IllegalArgumentException e) {
      err.append(e.getMessage());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("exit", code);
    answer.put("out", out.toString());
    answer.put("err", err.toString());
    return answer;
  }

  private List<String> parse(String line) {
    if (line.length() > MAX_LINE) {
      throw new IllegalArgumentException(
          "a line of " + line.length() + " characters; at most 65536");
    }
    try {
      String[] words = json.readValue(line, String[].class);
      if (words.length == 0) {
        throw new IllegalArgumentException("an empty array; give a verb and its arguments");
      }
      return Arrays.asList(words);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON array of strings: " + line, e);
    }
  }
}
