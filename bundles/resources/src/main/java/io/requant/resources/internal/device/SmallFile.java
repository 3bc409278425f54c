package io.requant.resources.internal.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the small text files of /proc and /sys. */
final class SmallFile {

  /** The longest that is read; real ones have a few hundred bytes. */
  static final int MAX_BYTES = 1 << 16;

  private SmallFile() {}

  /** Content of a file, cut off at {@link #MAX_BYTES}; empty if it cannot be read. */
  static Optional<String> read(Path file) {
    // Files.isRegularFile holds for /proc and /sys, and keeps us from blocking on a pipe.
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty(); // gone, or not ours to read: the device does not say
    }
  }
}
