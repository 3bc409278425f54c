package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One life of a product's process, started as users start it. It ends with this process, whatever
 * ends that: its standard input is a pipe from here.
 */
final class Product implements AutoCloseable {

  /** How the shell's control channel begins its answers. */
  private static final String ANSWER = "requant-control: ";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String END = "";

  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final ObjectMapper json = new ObjectMapper();
  private final Thread reader;

  /** Answers to questions that nobody waits for any more. */
  private int late;

  private Product(String name, Path log, Process process) {
    this.process = process;
    commands = process.outputWriter(StandardCharsets.UTF_8);
    reader = new Thread(() -> read(log), "requant-torture-" + name);
    reader.start();
  }

  /**
   * Starts a product.
   *
   * @param home root of the checkout
   * @param name gateway or controller
   * @param folder has its configuration in {@code etc}; takes its state and its log
   */
  static Product start(Path home, String name, Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("requant").toString(),
            name,
            "--config",
            folder.resolve("etc").toString(),
            "--state",
            folder.resolve("state").toString(),
            "--control");
    // What lives for seconds is not worth optimizing; the kernels are native.
    builder.environment().put("REQUANT_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.redirectErrorStream(true);
    return new Product(folder.getFileName().toString(), folder.resolve("log"), builder.start());
  }

  private void read(Path log) {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter out =
            new PrintWriter(
                Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true)) {
      out.println("--- a process starts");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(ANSWER)) {
          answers.add(line.substring(ANSWER.length()));
        } else if (!line.isBlank()) {
          out.println(line);
        }
      }
      out.println("--- the process has ended");
    } catch (IOException e) {
      // It was killed; whoever waits for an answer is told.
      Thread.currentThread().interrupt();
    } finally {
      answers.add(END);
    }
  }

  /**
   * What a verb printed.
   *
   * @param exit 0 if it did what it was asked
   * @param out what it printed, as JSON; a missing node if it is none
   * @param problem what it said of a failure
   */
  record Answer(int exit, JsonNode out, String problem) {}

  /**
   * Runs a verb in the process.
   *
   * @return empty if the process ended before it had answered, or does not answer for long: nobody
   *     knows whether it did anything
   */
  synchronized Optional<Answer> ask(List<String> words) throws InterruptedException {
    try {
      commands.write(json.writeValueAsString(words));
      commands.newLine();
      commands.flush();
      String answer;
      do {
        answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
          late++;
          return Optional.empty();
        }
        if (answer.equals(END)) {
          answers.add(END);
          return Optional.empty();
        }
      } while (late-- > 0);
      late = 0;
      JsonNode node = json.readTree(answer);
      int exit = node.path("exit").asInt(1);
      return Optional.of(
          new Answer(
              exit,
              json.readTree(exit == 0 ? node.path("out").asText() : ""),
              node.path("err").asText()));
    } catch (IOException e) {
      return Optional.empty(); // the pipe is broken: the process has ended
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends it without a word: SIGKILL. Returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
