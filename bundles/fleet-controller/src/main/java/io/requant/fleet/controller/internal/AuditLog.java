package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What was ordered and what became of it, one JSON object a line, only ever appended to. At a size
 * limit the file becomes {@code audit.1.jsonl} and a new one begins.
 */
final class AuditLog implements AutoCloseable {

  static final long MAX_BYTES = 32L << 20;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path file;
  private final Clock clock;
  private final long maxBytes;
  private FileChannel channel;

  AuditLog(Path directory, Clock clock, long maxBytes) throws IOException {
    this.file = directory.resolve("audit.jsonl");
    this.clock = clock;
    this.maxBytes = maxBytes;
    Files.createDirectories(directory);
    open();
  }

  private void open() throws IOException {
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /**
   * Appends an event.
   *
   * @param durable whether to wait until it is on disk
   * @param details adds the fields of the event
   */
  synchronized void append(String event, boolean durable, Consumer<ObjectNode> details)
      throws IOException {
    ObjectNode json = mapper.createObjectNode();
    json.put("at", clock.millis()).put("event", event);
    details.accept(json);
    ByteBuffer line =
        ByteBuffer.wrap((mapper.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
    if (channel.size() + line.remaining() > maxBytes) {
      channel.close();
      Files.move(file, file.resolveSibling("audit.1.jsonl"), StandardCopyOption.REPLACE_EXISTING);
      open();
    }
    while (line.hasRemaining()) {
      channel.write(line);
    }
    if (durable) {
      channel.force(false);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
