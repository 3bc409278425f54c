package io.requant.resources.internal.roofline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.resource.Roofline;
import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Keeps the roofline of one machine in a file. */
public final class RooflineStore {

  /** Name of the file. */
  public static final String FILE = "roofline.json";

  private static final System.Logger LOG = System.getLogger(RooflineStore.class.getName());
  private static final long MAX_BYTES = 1 << 14;
  private static final double MAX_RATE = 1e18;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path directory;

  /** Keeps it in a directory, which is made when it is needed. */
  public RooflineStore(Path directory) {
    this.directory = directory;
  }

  /** The stored roofline; empty if there is none, or it is of another machine, or it is damaged. */
  public Optional<Roofline> load(String fingerprint) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(Files.size(file) + " bytes, at most " + MAX_BYTES + " are possible");
      }
      JsonNode json = mapper.readTree(Files.readAllBytes(file));
      if (!fingerprint.equals(json.path("machine").asText())) {
        return Optional.empty();
      }
      return Optional.of(
          new Roofline(
              rate(json, "macsPerSecond"),
              rate(json, "bytesPerSecond"),
              json.path("kernel").asText(),
              json.path("sweepBytes").asLong(),
              Instant.parse(json.path("measured").asText())));
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      LOG.log(Level.WARNING, "roofline '" + file + "' is measured again: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static double rate(JsonNode json, String key) {
    double rate = json.path(key).asDouble(-1);
    if (!(rate > 0 && rate < MAX_RATE)) {
      throw new IllegalArgumentException("'" + key + "' is no rate");
    }
    return rate;
  }

  /** Stores a roofline as a whole or not at all. */
  public void save(String fingerprint, Roofline roofline) throws IOException {
    ObjectNode json = mapper.createObjectNode();
    json.put("machine", fingerprint);
    json.put("macsPerSecond", roofline.macsPerSecond());
    json.put("bytesPerSecond", roofline.bytesPerSecond());
    json.put("kernel", roofline.kernel());
    json.put("sweepBytes", roofline.sweepBytes());
    json.put("measured", roofline.measured().toString());
    Files.createDirectories(directory);
    byte[] content = content(json);
    AtomicFile.write(directory.resolve(FILE), out -> out.write(content));
  }

  private byte[] content(ObjectNode json) throws JsonProcessingException {
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
