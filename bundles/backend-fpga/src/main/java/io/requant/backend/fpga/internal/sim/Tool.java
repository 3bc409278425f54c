package io.requant.backend.fpga.internal.sim;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An external tool that was found.
 *
 * @param path its program
 * @param version first line that it prints about itself
 */
public record Tool(Path path, String version) {

  private static final int VERSION_SECONDS = 20;

  /**
   * Looks for a tool.
   *
   * @param name of its program
   * @param searchPath folders as in the environment variable PATH
   * @param versionOption makes it print its version
   */
  public static Optional<Tool> find(String name, String searchPath, String versionOption) {
    return Stream.of(searchPath.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .flatMap(path -> version(path, versionOption).map(text -> new Tool(path, text)));
  }

  private static Optional<String> version(Path path, String option) {
    try {
      Process process =
          new ProcessBuilder(path.toString(), option)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      try {
        String text =
            new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS);
        return ended ? text.lines().findFirst() : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty(); // no program of this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The command with arguments. */
  public List<String> with(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(path.toString());
    words.addAll(arguments);
    return words;
  }
}
