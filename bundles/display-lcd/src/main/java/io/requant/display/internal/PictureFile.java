package io.requant.display.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that always holds a whole picture, the newest one.
 *
 * <p>A regular file is replaced by renaming, so no reader sees half a picture. It is not forced to
 * the disk: the next picture comes within a second, and flash memory wears. A device, such as
 * {@code /dev/fb0}, is written in place from its beginning.
 */
final class PictureFile {

  private static final System.Logger LOG = System.getLogger(PictureFile.class.getName());

  private final Path file;
  private boolean failing;

  /**
   * Names the file.
   *
   * @throws IllegalArgumentException if it has no directory to lie in
   */
  PictureFile(Path file) {
    this.file = file.toAbsolutePath();
    if (!Files.isDirectory(this.file.getParent())) {
      throw new IllegalArgumentException(
          "picture file '%s': directory '%s' is not there; create it or set another file"
              .formatted(file, this.file.getParent()));
    }
    if (Files.isDirectory(this.file)) {
      throw new IllegalArgumentException(
          "picture file '" + file + "' is a directory; set a file in it");
    }
  }

  /** Writes a picture; a failure is logged once until a picture is written again. */
  void write(byte[] content) {
    try {
      replace(content);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.log(
            System.Logger.Level.WARNING,
            "picture file {0} cannot be written, the old picture remains: {1}",
            file,
            e.toString());
      }
      failing = true;
    }
  }

  private void replace(byte[] content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, content, StandardOpenOption.WRITE);
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, content);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
