package io.requant.pipeline.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The few steps that a durable, atomic write is made of; a test may let any of them fail. */
public interface StateFiles {

  /** Writes a whole file without making it durable. */
  void write(Path file, byte[] content) throws IOException;

  /** Makes a file's content durable. */
  void sync(Path file) throws IOException;

  /** Gives a file another name, replacing what was there, in one step. */
  void rename(Path from, Path to) throws IOException;

  /** Makes the names in a directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /** Removes a file if it exists. */
  void delete(Path file) throws IOException;

  /** The file system of the machine. */
  static StateFiles ofMachine() {
    return new Machine();
  }

  /** Steps through {@code java.nio}. */
  final class Machine implements StateFiles {

    @Override
    public void write(Path file, byte[] content) throws IOException {
      Files.write(file, content);
    }

    @Override
    public void sync(Path file) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
      // Linux lets a directory be opened for reading and synced; elsewhere the rename must do.
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }
  }
}
