package io.requant.fleet.controller.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.requant.fleet.controller.internal.rest.CommandAnswer.Said;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.Reported.CommandResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers of gateways to commands. They are part of what a gateway said, in the store: whichever
 * controller hears a gateway, the one that gave the command finds the answer there.
 */
final class Answers {

  /** How far back an answer is looked for: a change of policy has four events or five. */
  private static final int LOOK_BACK = 100;

  private static final int MAX_REMEMBERED = 10_000;

  private final AuditTable audit;
  private final ObjectMapper mapper = new ObjectMapper();

  /** The last answer of gateways that gave one: reports repeat it as long as a process lives. */
  private final Map<String, String> heard =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  Answers(AuditTable audit) {
    this.audit = audit;
  }

  /** The event of an answer, if a report has one that was not heard before. */
  synchronized Optional<AuditTable.Event> news(Reported report, long now) {
    Optional<CommandResult> result = report.command();
    if (result.isEmpty()
        || result.get().id().equals(heard.put(report.gateway(), result.get().id()))) {
      return Optional.empty();
    }
    String detail =
        mapper
            .createObjectNode()
            .put("answer", result.get().id())
            .put("says", result.get().message())
            .put("at", result.get().at().toString())
            .toString();
    return Optional.of(new AuditTable.Event(now, report.gateway(), detail));
  }

  /** The answer to a command, if it has come and is stored. */
  Optional<Said> find(String gateway, String id) {
    return audit.of(gateway, LOOK_BACK).stream()
        .map(event -> read(event.detail()))
        .filter(json -> json.path("answer").asText().equals(id))
        .map(json -> new Said(json.path("says").asText(), json.path("at").asText()))
        .findFirst();
  }

  private JsonNode read(String detail) {
    try {
      return mapper.readTree(detail);
    } catch (JsonProcessingException e) {
      // Too long an event is stored without its end; answers are short.
      return MissingNode.getInstance();
    }
  }
}
