package io.requant.fleet.controller.internal.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.fleet.controller.internal.store.Database.Durability;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.DesiredCodec;
import io.requant.fleet.protocol.Envelope;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Takes over what controllers before the database kept in files: {@code position}, {@code
 * desired/*.env}, {@code audit.jsonl}. Once: afterwards the files bear the name ending {@code
 * .imported}.
 */
final class FileTakeover {

  private static final String DONE = ".imported";
  private static final long MAX_MESSAGE = 65_536;
  private static final int BATCH = 1000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;
  private final OrderTable orders;
  private final AuditTable audit;
  private final Database database;

  FileTakeover(Path directory, Database database, String tenant) {
    this.directory = directory;
    this.database = database;
    orders = new OrderTable(database, tenant);
    audit = new AuditTable(database, tenant);
  }

  /**
   * Takes the files over if there are any and the database knows nothing of the tenant yet.
   *
   * @return whether it did
   * @throws IOException if a file is damaged; nothing is taken over then
   */
  boolean run() throws IOException {
    Path place = directory.resolve("position");
    if (!Files.exists(place)) {
      return false;
    }
    Position position = position(place);
    Map<Target, OrderTable.Issued> desired = desired();
    boolean taken =
        unwrapped(
            () ->
                database.transaction(
                    Durability.FORCED, connection -> take(connection, position, desired)));
    // A crash before this line repeats the check above, which then finds the tenant there.
    for (String name : List.of("audit.1.jsonl", "audit.jsonl", "desired", "position")) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        Files.move(file, directory.resolve(name + DONE), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return taken;
  }

  private static <T> T unwrapped(Supplier<T> work) throws IOException {
    try {
      return work.get();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean take(
      Connection connection, Position position, Map<Target, OrderTable.Issued> desired)
      throws SQLException {
    if (orders.place(connection).isPresent()) {
      return false;
    }
    orders.setPlace(connection, position);
    for (Map.Entry<Target, OrderTable.Issued> message : desired.entrySet()) {
      orders.put(connection, message.getKey(), message.getValue());
    }
    takeAudit(connection, directory.resolve("audit.1.jsonl"));
    takeAudit(connection, directory.resolve("audit.jsonl"));
    return true;
  }

  private static Position position(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!text.matches("\\d{1,18}\\.\\d{1,18}")) {
      throw new IOException(
          file + ": '" + text + "' is no epoch.number; restore it, or make a new signing key");
    }
    int dot = text.indexOf('.');
    return new Position(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }

  private Map<Target, OrderTable.Issued> desired() throws IOException {
    Map<Target, OrderTable.Issued> messages = new HashMap<>();
    Path folder = directory.resolve("desired");
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.env")) {
        for (Path file : files) {
          if (Files.size(file) > MAX_MESSAGE) {
            throw new IOException(file + ": larger than any message");
          }
          byte[] message = Files.readAllBytes(file);
          Desired content = content(file, message);
          messages.put(
              content.target(),
              new OrderTable.Issued(
                  content.position(), Files.getLastModifiedTime(file).toMillis(), message));
        }
      }
    }
    return messages;
  }

  private static Desired content(Path file, byte[] message) throws IOException {
    try {
      return DesiredCodec.decode(Envelope.decode(message, (int) MAX_MESSAGE).payload());
    } catch (RefusedException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private void takeAudit(Connection connection, Path file) throws SQLException {
    if (!Files.exists(file)) {
      return;
    }
    List<AuditTable.Event> events = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      for (String line : (Iterable<String>) lines::iterator) {
        Optional<JsonNode> json = parse(line);
        if (json.isEmpty()) {
          continue; // cut off by a crash
        }
        String event = json.get().path("event").asText();
        long at = json.get().path("at").asLong();
        String gateway = json.get().path("gw").asText();
        if (event.equals("desired")) {
          String subject = gateway.isEmpty() ? json.get().path("ring").asText() : gateway;
          audit.append(connection, new AuditTable.Entry(at, "files", "desired", subject, line));
        } else {
          events.add(new AuditTable.Event(at, gateway, line));
        }
        if (events.size() == BATCH) {
          audit.append(connection, events);
          events.clear();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    audit.append(connection, events);
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      JsonNode json = MAPPER.readTree(line);
      return json.isObject() && line.length() <= 4000 ? Optional.of(json) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
