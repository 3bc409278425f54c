package io.requant.fleet.controller.internal.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.RolloutState;
import io.requant.fleet.controller.internal.rollout.Rollout.Named;
import io.requant.fleet.controller.internal.store.OrderTable.RolloutRow;
import java.time.Instant;
import java.util.Optional;

/** Rollouts as the store has them. */
public final class RolloutCodec {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RolloutCodec() {}

  /** The stored form. */
  public static RolloutRow encode(Rollout rollout) {
    ObjectNode json = MAPPER.createObjectNode();
    write(json.putObject("policy"), rollout.policy());
    rollout.fallback().ifPresent(named -> write(json.putObject("fallback"), named));
    OptionsJson.write(json.putObject("options"), rollout.options());
    OptionsJson.write(json.putObject("plan"), rollout.plan());
    json.put("createdBy", rollout.createdBy());
    Progress progress = rollout.progress();
    ObjectNode p = json.putObject("progress");
    p.put("state", progress.state().name())
        .put("wave", progress.wave())
        .put("waveSince", progress.waveSince().toString())
        .put("publishes", progress.publishes())
        .put("reason", progress.reason())
        .put("changed", progress.changed().toString());
    progress.reached().ifPresent(at -> p.put("reached", at.toString()));
    return new RolloutRow(
        rollout.id(),
        rollout.ring(),
        rollout.created().toEpochMilli(),
        progress.state().ended(),
        json.toString());
  }

  private static void write(ObjectNode json, Named named) {
    json.put("name", named.name()).put("digest", named.digest());
  }

  /** Reads the stored form. */
  public static Rollout decode(RolloutRow row) {
    try {
      JsonNode json = MAPPER.readTree(row.document());
      JsonNode p = json.path("progress");
      return new Rollout(
          row.id(),
          row.ring(),
          named(json.path("policy")),
          json.has("fallback") ? Optional.of(named(json.path("fallback"))) : Optional.empty(),
          OptionsJson.options(json.path("options")),
          OptionsJson.plan(json.path("plan")),
          new Progress(
              RolloutState.valueOf(p.path("state").asText()),
              p.path("wave").asInt(),
              Instant.parse(p.path("waveSince").asText()),
              p.has("reached")
                  ? Optional.of(Instant.parse(p.path("reached").asText()))
                  : Optional.empty(),
              p.path("publishes").asInt(),
              p.path("reason").asText(),
              Instant.parse(p.path("changed").asText())),
          Instant.ofEpochMilli(row.created()),
          json.path("createdBy").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rollout " + row.id() + " is stored damaged", e);
    }
  }

  private static Named named(JsonNode json) {
    return new Named(json.path("name").asText(), json.path("digest").asText());
  }
}
