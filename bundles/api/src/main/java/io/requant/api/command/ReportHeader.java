package io.requant.api.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What every report starts with: command, version, commit, machine, seed and time. */
public final class ReportHeader {

  private static final String UNKNOWN = "unknown";

  private ReportHeader() {}

  /**
   * The first entries of a report, ready to be written as JSON.
   *
   * @param verb the verb that ran
   * @param arguments its arguments as given
   * @param seed seed of everything random in it; 0 if nothing is
   */
  public static Map<String, Object> of(String verb, List<String> arguments, long seed) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("command", ("./requant " + verb + " " + String.join(" ", arguments)).strip());
    header.put("version", version());
    header.put("commit", commit());
    header.put("machine", machine());
    header.put("seed", seed);
    header.put("created", Instant.now().toString());
    return header;
  }

  private static String version() {
    Package own = ReportHeader.class.getPackage();
    return own.getImplementationVersion() == null ? UNKNOWN : own.getImplementationVersion();
  }

  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("arch", System.getProperty("os.arch"));
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return machine;
  }

  /** Commit of the checkout that runs, with "+" if it was changed; "unknown" outside a checkout. */
  private static String commit() {
    String home = System.getProperty("requant.home", "");
    if (home.isEmpty()) {
      return UNKNOWN;
    }
    String head = git(Path.of(home), "rev-parse", "HEAD");
    return head.isEmpty()
        ? UNKNOWN
        : head + (git(Path.of(home), "status", "--porcelain", "-uno").isEmpty() ? "" : "+");
  }

  private static String git(Path home, String... arguments) {
    try {
      List<String> words = new java.util.ArrayList<>(List.of("git", "-C", home.toString()));
      words.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(5, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? out.strip() : "";
    } catch (IOException e) {
      return ""; // no git on this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
