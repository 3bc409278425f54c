package io.requant.backend.fpga.internal.sim;

import io.requant.model.network.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders of build results under the digest of what they were built from.
 *
 * <p>A build happens in a temporary folder that is renamed when it is whole: a process that dies
 * leaves nothing that another would take for a result, and two that build the same at once do not
 * meet. The longest unused results go when there are more than the cache may keep.
 */
public class BuildCache {

  private static final String TEMPORARY = ".building-";

  private final Path root;
  private final int most;
  private final Clock clock;

  /** Makes what one folder holds. */
  @FunctionalInterface
  public interface Build {
    /** Builds in an empty folder. */
    void in(Path folder) throws IOException;
  }

  /**
   * Opens a cache.
   *
   * @param root its folder; made when it is needed
   * @param most results to keep, at least 1
   */
  public BuildCache(Path root, int most, Clock clock) {
    this.root = root;
    this.most = most;
    this.clock = clock;
  }

  /** The digest of texts, in order. */
  public static String key(List<String> texts) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      all.append(text.length()).append(':').append(text).append('\n');
    }
    return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  /**
   * The folder of a key, built if it is not there.
   *
   * @throws ToolException if it cannot be built
   */
  public Path get(String key, Build build) {
    Path result = root.resolve(key);
    try {
      if (!Files.isDirectory(result)) {
        make(result, build);
      }
      Files.setLastModifiedTime(result, FileTime.from(clock.instant()));
      return result;
    } catch (IOException e) {
      throw new ToolException("build cache " + root + ": " + e.getMessage(), e);
    }
  }

  private void make(Path result, Build build) throws IOException {
    Files.createDirectories(root);
    Path temporary = Files.createTempDirectory(root, TEMPORARY);
    try {
      build.in(temporary);
      try {
        Files.move(temporary, result, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException e) {
        return; // another process was faster: its result is the same
      } catch (FileSystemException e) {
        if (!Files.isDirectory(result)) {
          throw e;
        }
      }
    } finally {
      delete(temporary);
    }
    prune();
  }

  private void prune() throws IOException {
    List<Path> results;
    try (Stream<Path> entries = Files.list(root)) {
      results =
          entries
              .filter(entry -> !entry.getFileName().toString().startsWith(TEMPORARY))
              .sorted(Comparator.comparing(BuildCache::used).reversed())
              .toList();
    }
    for (Path old : results.subList(Math.min(most, results.size()), results.size())) {
      delete(old);
    }
  }

  private static FileTime used(Path entry) {
    try {
      return Files.getLastModifiedTime(entry);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // gone meanwhile
    }
  }

  /** Deletes a folder with all that is in it; nothing happens if it is not there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    }
  }
}
