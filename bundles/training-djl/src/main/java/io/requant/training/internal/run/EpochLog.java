package io.requant.training.internal.run;

import io.requant.training.EpochRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One line of JSON per epoch. The checkpoint is the truth: the file is written anew from it when a
 * run goes on, so an epoch that was logged but not saved does not appear twice.
 */
public final class EpochLog {
  private final Path file;

  /** Starts a log with the epochs that are already done. */
  public EpochLog(Path file, List<EpochRecord> done) throws IOException {
    this.file = file;
    Files.writeString(
        file, done.stream().map(r -> r.toJson() + "\n").collect(Collectors.joining()));
  }

  /** Adds one epoch. */
  public void append(EpochRecord record) {
    try {
      Files.writeString(file, record.toJson() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
