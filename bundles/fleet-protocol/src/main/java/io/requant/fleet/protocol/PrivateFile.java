package io.requant.fleet.protocol;

import io.requant.model.file.AtomicFile;
import io.requant.model.file.AtomicFile.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are either the old or the new one, whole, whenever power fails. */
public final class PrivateFile {

  private PrivateFile() {}

  /** Replaces a file, as {@link AtomicFile} does. Only the owner can read it. */
  public static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(file, Access.OWNER, out -> out.write(content));
  }
}
