package io.requant.model.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Replaces a file as a whole or not at all, also when the power fails: what is at the path is the
 * old content or the new, never a part.
 */
public final class AtomicFile {

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the stream; does not close it. */
    void write(OutputStream out) throws IOException;
  }

  /** Who can read the new file. */
  public enum Access {
    /** Whom the process lets read its new files (its umask). */
    DEFAULT,
    /**
     * The owner alone, from the moment the temporary file exists: for keys and secrets. On file
     * systems without POSIX permissions the same as {@link #DEFAULT}: there the directory has to
     * protect the file.
     */
    OWNER
  }

  private static final FileAttribute<?>[] NONE = {};

  private AtomicFile() {}

  /** As {@link #write(Path, Access, Content)} with {@link Access#DEFAULT}. */
  public static void write(Path path, Content content) throws IOException {
    write(path, Access.DEFAULT, content);
  }

  /**
   * Writes a temporary file in the same directory, forces it to the disk, renames it and forces the
   * directory. The permissions of an old file at the path do not matter: the new one has its own.
   *
   * @param access who can read the file
   * @throws IOException if anything fails; the old file is then still there, the temporary one not
   */
  public static void write(Path path, Access access, Content content) throws IOException {
    Path target = path.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null) {
      throw new IOException(path + " is no path of a file");
    }
    Path temporary = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              attributes(temporary, access))) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.write(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static FileAttribute<?>[] attributes(Path file, Access access) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return access == Access.OWNER && posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(
              Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
        }
        : NONE;
  }
}
