package io.requant.fleet.controller.internal;

import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.PrivateFile;
import io.requant.fleet.protocol.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The controller's own memory of what it wants: the retained messages of a broker are no database.
 *
 * <p>A directory with {@code position} (epoch and number of the last message, in text) and, per
 * target, the last signed message: {@code desired/ring-<id>.env}, {@code desired/gateway-<id>.env}.
 */
final class DesiredStore {

  private static final long MAX_MESSAGE = 65_536;
  private static final String RING = "ring-";
  private static final String GATEWAY = "gateway-";
  private static final String SUFFIX = ".env";

  private final Path positionFile;
  private final Path desired;
  private Position last;

  /**
   * Opens the store and begins a new epoch.
   *
   * @throws IOException if it is damaged or cannot be written
   */
  DesiredStore(Path directory) throws IOException {
    positionFile = directory.resolve("position");
    desired = directory.resolve("desired");
    Position before = Files.exists(positionFile) ? read(positionFile) : Position.NONE;
    save(new Position(before.epoch() + 1, before.seq()));
  }

  private static Position read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!text.matches("\\d{1,18}\\.\\d{1,18}")) {
      throw new IOException(
          file + ": '" + text + "' is no epoch.number; restore it, or make a new signing key");
    }
    int dot = text.indexOf('.');
    return new Position(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }

  private void save(Position position) throws IOException {
    PrivateFile.write(positionFile, position.toString().getBytes(StandardCharsets.US_ASCII));
    last = position;
  }

  /** The place of the last message. */
  Position last() {
    return last;
  }

  /** Reserves the next place: on disk before anything is signed with it. */
  Position next() throws IOException {
    save(new Position(last.epoch(), last.seq() + 1));
    return last;
  }

  /** Keeps the message of a target: on disk before it is published. */
  void put(Target target, byte[] message) throws IOException {
    PrivateFile.write(file(target), message);
  }

  /** The last message of a target. */
  Optional<byte[]> get(Target target) throws IOException {
    Path file = file(target);
    return Files.exists(file) ? Optional.of(content(file)) : Optional.empty();
  }

  /** The last messages of all targets. */
  Map<Target, byte[]> all() throws IOException {
    Map<Target, byte[]> messages = new HashMap<>();
    if (Files.isDirectory(desired)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(desired, "*" + SUFFIX)) {
        for (Path file : files) {
          messages.put(target(file), content(file));
        }
      }
    }
    return messages;
  }

  private static byte[] content(Path file) throws IOException {
    if (Files.size(file) > MAX_MESSAGE) {
      throw new IOException(file + ": larger than any message");
    }
    return Files.readAllBytes(file);
  }

  private Path file(Target target) {
    return desired.resolve((target instanceof Target.Ring ? RING : GATEWAY) + target.id() + SUFFIX);
  }

  private static Target target(Path file) throws IOException {
    String name = file.getFileName().toString();
    String id = name.substring(name.indexOf('-') + 1, name.length() - SUFFIX.length());
    try {
      return name.startsWith(RING) ? new Target.Ring(id) : new Target.Gateway(id);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not belong here", e);
    }
  }
}
