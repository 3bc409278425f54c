package io.requant.itest;

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
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A product in a process of its own, started as users start it. It ends with this one. */
final class ProductProcess implements AutoCloseable {

  private static final String ANSWER = "requant-control: ";
  private static final long END_SECONDS = 20;

  private final String name;
  private final Path log;
  private final Duration patience;
  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final ObjectMapper json = new ObjectMapper();
  private final Thread reader;

  private ProductProcess(String name, Path log, Duration patience, Process process) {
    this.name = name;
    this.log = log;
    this.patience = patience;
    this.process = process;
    commands = process.outputWriter(StandardCharsets.UTF_8);
    reader = new Thread(this::read, "requant-itest-" + name + "-output");
    reader.start();
  }

  /**
   * Starts a product.
   *
   * @param name gateway or controller
   * @param folder has its configuration in {@code etc}, and takes its state and its log
   */
  static ProductProcess start(String name, Path folder) throws IOException {
    return start(name, folder, FleetDesk.PATIENCE, Map.of());
  }

  /**
   * Starts a product.
   *
   * @param name gateway or controller
   * @param folder as above
   * @param patience longest wait for an answer, or for a state that will come
   * @param environment added to this process's own
   */
  static ProductProcess start(
      String name, Path folder, Duration patience, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            AssembledGateway.home().resolve("requant").toString(),
            name,
            "--config",
            folder.resolve("etc").toString(),
            "--state",
            folder.resolve("state").toString(),
            "--control");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    return new ProductProcess(name, folder.resolve("log"), patience, builder.start());
  }

  private void read() {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter out =
            new PrintWriter(
                Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(ANSWER)) {
          answers.add(line.substring(ANSWER.length()));
        } else {
          out.println(line);
        }
      }
    } catch (IOException e) {
      // The process was killed: whoever waits for an answer sees that.
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a verb that prints JSON, in the process. */
  JsonNode query(String... words) throws Exception {
    commands.write(json.writeValueAsString(List.of(words)));
    commands.newLine();
    commands.flush();
    String answer = answers.poll(patience.toSeconds(), TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("the " + name + " does not answer " + List.of(words) + see());
    }
    JsonNode result = json.readTree(answer);
    if (result.get("exit").asInt() != 0) {
      throw new AssertionError(List.of(words) + " failed: " + result.get("err").asText() + see());
    }
    return json.readTree(result.get("out").asText());
  }

  /** Longest wait for a state that will come. */
  Duration patience() {
    return patience;
  }

  /** Where to look for the reason of a failure. */
  String see() {
    return "; the log of the " + name + " is " + log;
  }

  /** Ends it in order, as its parent's end would; returns its exit code. */
  int end() throws Exception {
    commands.close();
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the " + name + " does not end" + see());
    }
    reader.join();
    return process.exitValue();
  }

  /** Ends it without a word: SIGKILL. Returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the " + name + " outlives SIGKILL");
    }
    reader.join();
  }

  @Override
  public void close() throws Exception {
    kill();
    process.getInputStream().close();
  }
}
