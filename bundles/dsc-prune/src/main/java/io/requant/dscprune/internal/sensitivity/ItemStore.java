package io.requant.dscprune.internal.sensitivity;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Keeps findings, one file each, so that a run that ends at any point loses only what it was
 * measuring. Processes that share the folder share the work: an item is measured under a lock of
 * its own, which the operating system releases when its holder dies.
 */
public final class ItemStore {
  private static final String IDENTITY = "identity.txt";
  private static final String FINDING = ".json";
  private static final String LOCK = ".lock";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** Measures one item. */
  public interface Measurement {
    /** Measures it. */
    Finding measure(Item item) throws IOException, InterruptedException;
  }

  /** Hears of findings. */
  public interface Progress {
    /** One more is there, measured here or elsewhere. */
    void found(int done, Finding finding);
  }

  /**
   * Opens or makes a folder.
   *
   * @param identity everything that decides what the measurements give, as text
   * @throws IllegalArgumentException if the folder holds those of another identity
   */
  public ItemStore(Path folder, String identity) throws IOException {
    this.folder = Files.createDirectories(folder);
    Path file = folder.resolve(IDENTITY);
    if (!Files.exists(file)) {
      byte[] text = identity.getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(file, out -> out.write(text));
    }
    String found = Files.readString(file);
    if (!found.equals(identity)) {
      throw new IllegalArgumentException(
          "%s holds sensitivities of another network or other settings (%s; these are %s): give another --out, or remove it"
              .formatted(folder, found.strip(), identity.strip()));
    }
  }

  /**
   * What was found of an item before.
   *
   * @throws IOException if its file cannot be read or is damaged
   */
  public Optional<Finding> read(Item item) throws IOException {
    Path file = folder.resolve(item.key() + FINDING);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Finding finding;
    try {
      finding = JSON.readValue(Files.readAllBytes(file), Finding.class);
    } catch (IOException e) {
      throw new IOException(file + " is damaged: remove it, it will be measured again", e);
    }
    if (!item.key().equals(finding.key())) {
      throw new IOException(file + " is about '" + finding.key() + "': remove it");
    }
    return Optional.of(finding);
  }

  /**
   * Findings of all items, measuring those that nobody has measured yet.
   *
   * @return one for each item, in their order
   */
  public List<Finding> all(List<Item> items, Measurement measurement, Progress progress)
      throws IOException, InterruptedException {
    Map<String, Finding> found = new LinkedHashMap<>();
    Queue<Item> taken = new ArrayDeque<>();
    for (Item item : items) {
      Optional<Finding> finding = one(item, measurement, false);
      if (finding.isPresent()) {
        found.put(item.key(), finding.get());
        progress.found(found.size(), finding.get());
      } else {
        taken.add(item);
      }
    }
    for (Item item : taken) { // by another process: wait for it, or for its end
      Finding finding = one(item, measurement, true).orElseThrow();
      found.put(item.key(), finding);
      progress.found(found.size(), finding);
    }
    List<Finding> inOrder = new ArrayList<>();
    items.forEach(item -> inOrder.add(found.get(item.key())));
    return inOrder;
  }

  private Optional<Finding> one(Item item, Measurement measurement, boolean waits)
      throws IOException, InterruptedException {
    Optional<Finding> before = read(item);
    if (before.isPresent()) {
      return before;
    }
    Path file = folder.resolve(item.key() + LOCK);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = waits ? channel.lock() : channel.tryLock()) {
      if (lock == null) {
        return Optional.empty();
      }
      Optional<Finding> meanwhile = read(item);
      if (meanwhile.isPresent()) {
        return meanwhile;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("stopped before " + item.key());
      }
      Finding finding = measurement.measure(item);
      byte[] json = JSON.writeValueAsBytes(finding);
      AtomicFile.write(folder.resolve(item.key() + FINDING), out -> out.write(json));
      return Optional.of(finding);
    } catch (OverlappingFileLockException e) {
      throw new IllegalStateException(
          folder + " is used twice in this process; give each run its own folder", e);
    }
  }
}
