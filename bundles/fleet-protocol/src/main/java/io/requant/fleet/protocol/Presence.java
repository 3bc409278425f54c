package io.requant.fleet.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Whether a gateway is there. It says ONLINE itself after connecting; the broker says OFFLINE for
 * it, as its will, when the connection is gone for longer than the will's delay.
 *
 * @param gateway its id
 * @param state whether it is there
 * @param bootId process of the agent; absent in a will
 */
public record Presence(String gateway, State state, Optional<String> bootId) {

  private static final int SCHEMA = 1;
  private static final int LIMIT = 1024;

  /** Whether it is there. */
  public enum State {
    /** It is connected. */
    ONLINE,
    /** It is not. */
    OFFLINE
  }

  public Presence {
    Ids.check("gateway", gateway);
    bootId.ifPresent(id -> Ids.check("boot id", id));
  }

  /** The JSON form, in UTF-8. */
  public byte[] encode() {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA).put("gw", gateway).put("state", state.name());
    bootId.ifPresent(id -> json.put("bootId", id));
    return Json.write(json);
  }

  /**
   * Reads the JSON form.
   *
   * @throws RefusedException MALFORMED, OVERSIZED or UNSUPPORTED; the message names the field
   */
  public static Presence decode(byte[] bytes) throws RefusedException {
    Fields fields = Json.read("presence", bytes, LIMIT);
    fields.requireSchema(SCHEMA);
    return new Presence(
        fields.id("gw"),
        fields.constant(State.class, "state"),
        fields.has("bootId") ? Optional.of(fields.id("bootId")) : Optional.empty());
  }
}
