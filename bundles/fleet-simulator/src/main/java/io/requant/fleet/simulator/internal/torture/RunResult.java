package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of one run.
 *
 * @param seed its seed
 * @param kills who was killed when, in words
 * @param rollout how the rollout ended, {@code COMPLETED} or {@code ROLLED_BACK} by itself
 * @param rollback how the order to go back ended; {@code -} if there was nothing to take back
 * @param converged gateways that run what is wanted at the end, and the controller knows
 * @param explained gateways that do not, with a reason
 * @param reports reports of gateways
 * @param seconds how long it took
 * @param violations what must not be, in words
 */
record RunResult(
    long seed,
    List<String> kills,
    String rollout,
    String rollback,
    int converged,
    int explained,
    long reports,
    double seconds,
    List<String> violations) {

  private static final ObjectMapper JSON = new ObjectMapper();

  boolean good() {
    return violations.isEmpty();
  }

  /** One line of JSON. */
  String line() {
    ObjectNode json = JSON.createObjectNode();
    json.put("seed", seed);
    ArrayNode all = json.putArray("kills");
    kills.forEach(all::add);
    json.put("rollout", rollout)
        .put("rollback", rollback)
        .put("converged", converged)
        .put("explained", explained)
        .put("reports", reports)
        .put("seconds", Math.round(seconds * 10) / 10.0);
    ArrayNode bad = json.putArray("violations");
    violations.forEach(bad::add);
    return json.toString();
  }

  /** Reads such a line. */
  static RunResult read(String line) throws java.io.IOException {
    JsonNode json = JSON.readTree(line);
    return new RunResult(
        json.path("seed").asLong(),
        texts(json.path("kills")),
        json.path("rollout").asText(),
        json.path("rollback").asText(),
        json.path("converged").asInt(),
        json.path("explained").asInt(),
        json.path("reports").asLong(),
        json.path("seconds").asDouble(),
        texts(json.path("violations")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  /** As a row of a table, without what was violated. */
  List<String> cells() {
    return List.of(
        String.valueOf(seed),
        String.join("; ", kills),
        rollout,
        rollback,
        converged + "/" + explained,
        String.valueOf(reports),
        String.format(Locale.ROOT, "%.1f", seconds),
        String.valueOf(violations.size()));
  }

  /** Head of the table. */
  static List<String> head() {
    return List.of(
        "seed", "killed", "rollout", "back", "converged/explained", "reports", "s", "violations");
  }
}
