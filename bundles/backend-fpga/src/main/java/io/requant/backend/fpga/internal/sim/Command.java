package io.requant.backend.fpga.internal.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a tool to its end, its output in a file, so that it can never block on a full pipe. */
public final class Command {

  private static final int SHOWN = 2000;

  private Command() {}

  /**
   * Runs a tool.
   *
   * @param folder working folder; the output goes to its file {@code log}
   * @param patience after so long it is killed
   * @return what it printed
   * @throws ToolException if it cannot be started, fails or takes too long; with the end of its
   *     output
   */
  public static String run(Path folder, Path log, Duration patience, List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new ToolException(
              "'%s' was stopped after %d s".formatted(words.get(0), patience.toSeconds()));
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String output = Files.readString(log, StandardCharsets.ISO_8859_1);
      if (process.exitValue() != 0) {
        throw new ToolException(
            "'%s' failed with code %d: %s"
                .formatted(
                    String.join(" ", words.subList(0, Math.min(4, words.size()))),
                    process.exitValue(),
                    output.substring(Math.max(0, output.length() - SHOWN)).strip()));
      }
      return output;
    } catch (IOException e) {
      throw new ToolException("'" + words.get(0) + "' cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("'" + words.get(0) + "' was interrupted", e);
    }
  }
}
