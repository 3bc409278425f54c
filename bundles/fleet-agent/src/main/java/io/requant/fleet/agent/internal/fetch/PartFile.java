package io.requant.fleet.agent.internal.fetch;

import io.requant.fleet.agent.internal.machine.Fetcher.Wanted;
import io.requant.model.network.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What has come of a content so far, named by its digest: a broken download, also of an earlier
 * process, goes on where it broke.
 */
final class PartFile {

  private static final String ENDING = ".part";

  private final Path file;
  private final Wanted wanted;

  /** The part of a content in a directory, which is made if it is missing; others are deleted. */
  PartFile(Path directory, Wanted wanted) throws IOException {
    this.wanted = wanted;
    file = directory.resolve(wanted.content().hex() + ENDING);
    Files.createDirectories(directory);
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, "*" + ENDING)) {
      for (Path other : parts) {
        if (!other.equals(file)) {
          Files.delete(other);
        }
      }
    }
  }

  /** Bytes that are there. */
  long size() throws IOException {
    long size = Files.exists(file) ? Files.size(file) : 0;
    if (size > wanted.size()) {
      discard();
      return 0;
    }
    return size;
  }

  /** Opens it to go on, or to begin anew. */
  FileChannel open(boolean anew) throws IOException {
    return anew
        ? FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)
        : FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The content, if it is complete. */
  byte[] read() throws IOException {
    return Files.readAllBytes(file);
  }

  /** Whether this is what was wanted. */
  boolean right(byte[] content) {
    return content.length == wanted.size() && Digest.of(content).equals(wanted.content());
  }

  /** Deletes it. */
  void discard() throws IOException {
    Files.deleteIfExists(file);
  }
}
