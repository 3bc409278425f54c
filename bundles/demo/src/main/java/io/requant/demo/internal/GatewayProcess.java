package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.VerbException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A gateway in a process of its own, as a user would start it, with its verbs at hand through its
 * standard input. It ends with its parent.
 */
final class GatewayProcess implements AutoCloseable {

  private static final String ANSWER = "requant-control: ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);
  private final ObjectMapper json = new ObjectMapper();
  private final Thread reader;
  private final Path log;

  private GatewayProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = new Thread(this::read, "requant-demo-gateway-output");
    reader.start();
  }

  /**
   * Starts a gateway.
   *
   * @param home root of the checkout
   * @param configuration folder of its {@code PID.cfg} files
   * @param state folder of its state
   * @param log receives what it prints
   */
  static GatewayProcess start(Path home, Path configuration, Path state, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("requant").toString(),
            "gateway",
            "--config",
            configuration.toString(),
            "--state",
            state.toString(),
            "--control");
    builder.redirectErrorStream(true);
    return new GatewayProcess(builder.start(), log);
  }

  private void read() {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter out =
            new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8), true)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(ANSWER)) {
          answers.add(line.substring(ANSWER.length()));
        } else {
          out.println(line);
        }
      }
    } catch (IOException e) {
      // The process has ended and closed its side: whoever waits for an answer sees that.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs a verb in the gateway.
   *
   * @return what it printed
   * @throws VerbException if it failed, or the gateway has ended
   */
  synchronized String run(String... words) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean ended = false;
    String answer = null;
    try {
      commands.write(json.writeValueAsString(List.of(words)));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      // It has closed its side.
      ended = true;
    }
    while (answer == null) {
      if (ended || System.nanoTime() > deadline) {
        throw new VerbException(
            "the gateway does not answer '" + String.join(" ", words) + "'; its log is " + log);
      }
      ended = !process.isAlive();
      if (ended) {
        // What it said last is still on its way.
        reader.join(PATIENCE.toMillis());
      }
      answer = answers.poll(200, TimeUnit.MILLISECONDS);
    }
    JsonNode result = json.readTree(answer);
    if (result.get("exit").asInt() != 0) {
      throw new VerbException(
          "in the gateway, '%s' failed: %s".formatted(String.join(" ", words), text(result)));
    }
    return result.get("out").asText();
  }

  private static String text(JsonNode result) {
    String err = result.get("err").asText();
    return err.isBlank() ? result.get("out").asText() : err;
  }

  /** Runs a verb that prints JSON. */
  JsonNode query(String... words) throws IOException, InterruptedException {
    return json.readTree(run(words));
  }

  /** Resident memory in MiB, as Linux tells it; -1 on other systems. */
  double rssMegabytes() throws IOException {
    return megabytes("VmRSS:");
  }

  /** The most resident memory that it ever had, in MiB; -1 where nobody tells. */
  double peakRssMegabytes() throws IOException {
    return megabytes("VmHWM:");
  }

  private double megabytes(String key) throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return -1;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(-1);
  }

  /** Tells it to stop, and makes sure of it. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
