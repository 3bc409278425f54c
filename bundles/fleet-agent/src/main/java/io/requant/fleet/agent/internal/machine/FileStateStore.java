package io.requant.fleet.agent.internal.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.agent.internal.machine.AgentState.Accepted;
import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.agent.internal.machine.AgentState.Ratchet;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.PrivateFile;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** State in one JSON file, replaced whole and forced to disk at every change. */
public final class FileStateStore implements StateStore {

  private static final int SCHEMA = 1;
  private static final long MAX_FILE = 16 << 20;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path file;

  /** A store in a directory, which is made when it is first written to. */
  public FileStateStore(Path directory) {
    file = directory.resolve("agent-state.json");
  }

  @Override
  public Optional<AgentState> load() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > MAX_FILE) {
      throw damaged("it is larger than " + MAX_FILE + " bytes", null);
    }
    try {
      JsonNode json = mapper.readTree(Files.readAllBytes(file));
      if (json.path("schema").asInt() != SCHEMA) {
        throw damaged("its schema is " + json.path("schema") + ", not " + SCHEMA, null);
      }
      return Optional.of(read(json));
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeParseException
        | NullPointerException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  private IOException damaged(String why, Exception cause) {
    return new IOException(
        file
            + " is damaged: "
            + why
            + ". Restore it, or delete it: then old messages are accepted once more",
        cause);
  }

  @Override
  public void save(AgentState state) throws IOException {
    PrivateFile.write(file, mapper.writeValueAsBytes(write(state)));
  }

  private ObjectNode write(AgentState state) {
    ObjectNode json = mapper.createObjectNode();
    json.put("schema", SCHEMA).put("pinned", state.pinned());
    ObjectNode ratchets = json.putObject("ratchets");
    new TreeMap<>(state.ratchets())
        .forEach(
            (key, ratchet) -> {
              ObjectNode entry = ratchets.putObject(key);
              entry.put("ring", ratchet.ring().toString());
              entry.put("gateway", ratchet.gateway().toString());
              entry.put("command", ratchet.command());
            });
    state.ring().ifPresent(accepted -> write(json.putObject("ring"), accepted));
    state.gateway().ifPresent(accepted -> write(json.putObject("gateway"), accepted));
    Progress progress = state.progress();
    ObjectNode p = json.putObject("progress");
    p.put("observed", progress.observed().toString())
        .put("phase", progress.phase().name())
        .put("message", progress.message())
        .put("attempts", progress.attempts());
    progress.code().ifPresent(code -> p.put("code", code.name()));
    progress.applied().ifPresent(policy -> write(p.putObject("applied"), policy));
    progress.previous().ifPresent(policy -> write(p.putObject("previous"), policy));
    state.trial().ifPresent(trial -> write(json.putObject("trial"), trial));
    return json;
  }

  private static void write(ObjectNode json, Trial trial) {
    json.put("message", trial.message().toString())
        .put("before", trial.before())
        .put("bounds", trial.bounds().toString());
    trial.soakUntil().ifPresent(until -> json.put("soakUntil", until.toString()));
  }

  private static void write(ObjectNode json, Accepted accepted) {
    json.put("position", accepted.position().toString()).put("message", accepted.message());
  }

  private static void write(ObjectNode json, ActivePolicy policy) {
    json.put("name", policy.name()).put("digest", policy.digest()).put("seq", policy.seq());
  }

  private static AgentState read(JsonNode json) throws IOException {
    Map<String, Ratchet> ratchets = new TreeMap<>();
    for (var entry : json.get("ratchets").properties()) {
      ratchets.put(
          entry.getKey(),
          new Ratchet(
              position(entry.getValue().get("ring")),
              position(entry.getValue().get("gateway")),
              // Agents from before commands did not write it.
              entry.getValue().path("command").asLong(0)));
    }
    JsonNode p = json.get("progress");
    return new AgentState(
        ratchets,
        accepted(json.get("ring")),
        accepted(json.get("gateway")),
        json.get("pinned").asBoolean(),
        new Progress(
            position(p.get("observed")),
            GatewayPhase.valueOf(p.get("phase").asText()),
            p.has("code")
                ? Optional.of(RejectionCode.valueOf(p.get("code").asText()))
                : Optional.empty(),
            p.get("message").asText(),
            p.get("attempts").asInt(),
            policy(p.get("applied")),
            policy(p.get("previous"))),
        trial(json.get("trial")));
  }

  private static Optional<Trial> trial(JsonNode json) throws IOException {
    return json == null
        ? Optional.empty()
        : Optional.of(
            new Trial(
                position(json.get("message")),
                json.get("before").binaryValue(),
                AdaptationBounds.parse(json.get("bounds").asText()),
                Optional.ofNullable(json.get("soakUntil"))
                    .map(until -> Instant.parse(until.asText()))));
  }

  private static Optional<Accepted> accepted(JsonNode json) throws IOException {
    return json == null
        ? Optional.empty()
        : Optional.of(
            new Accepted(json.get("message").binaryValue(), position(json.get("position"))));
  }

  private static Optional<ActivePolicy> policy(JsonNode json) {
    return json == null
        ? Optional.empty()
        : Optional.of(
            new ActivePolicy(
                json.get("name").asText(), json.get("digest").asText(), json.get("seq").asLong()));
  }

  private static Position position(JsonNode json) {
    String text = json.asText();
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("position '" + text + "'");
    }
    return new Position(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }
}
