package io.requant.fleet.protocol;

import io.requant.model.network.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The topics of a tenant. Gateways lie in 256 shards, so that several controllers can each
 * subscribe to a part of them.
 *
 * @param tenant id of the tenant
 */
public record Topics(String tenant) {

  private static final String ROOT = "rq/1/";
  private static final String REPORTED = "reported";
  private static final String PRESENCE = "presence";

  public Topics {
    Ids.check("tenant", tenant);
  }

  /** What a topic of a gateway carries, and whose it is. */
  public record GatewayTopic(String gateway, Kind kind) {}

  /** What gateways say. */
  public enum Kind {
    /** {@link Reported}. */
    REPORTED,
    /** {@link Presence}. */
    PRESENCE
  }

  /** Shard of a gateway: the first two hexadecimal digits of the SHA-256 of its id in UTF-8. */
  public static String shard(String gateway) {
    return Digest.of(gateway.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 2);
  }

  /** Retained: what a ring or a gateway shall run, as a signed envelope with {@link Desired}. */
  public String desired(Target target) {
    return target instanceof Target.Gateway gateway
        ? gateway(gateway.id(), "desired")
        : ring(target.id(), "desired");
  }

  /** What a gateway says of itself: {@link Reported}. Not retained. */
  public String reported(String gateway) {
    return gateway(gateway, REPORTED);
  }

  /** Whether a gateway is there: {@link Presence}, and its will. Not retained. */
  public String presence(String gateway) {
    return gateway(gateway, PRESENCE);
  }

  /** Commands for a gateway: {@link SignedCommand}, answered in its report. Not retained. */
  public String command(String gateway) {
    return gateway(gateway, "cmd");
  }

  /** Asks every gateway of a ring to report again. */
  public String resync(String ring) {
    return ring(ring, "resync");
  }

  /** Retained: which controller leads, and its epoch. */
  public String controllerState(String controller) {
    return ROOT + tenant + "/controller/" + Ids.check("controller", controller) + "/state";
  }

  /** Filter for the reports of every gateway. */
  public String everyReported() {
    return ROOT + tenant + "/+/gw/+/" + REPORTED;
  }

  /** Filter for the presence of every gateway. */
  public String everyPresence() {
    return ROOT + tenant + "/+/gw/+/" + PRESENCE;
  }

  /**
   * Reads the topic of a report or a presence.
   *
   * @return empty if it is another topic, of another tenant, or the shard is not the gateway's
   */
  public Optional<GatewayTopic> parse(String topic) {
    String[] parts = topic.split("/", -1);
    if (parts.length != 7 || !Ids.valid(parts[5])) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      String expected = kind == Kind.REPORTED ? reported(parts[5]) : presence(parts[5]);
      if (expected.equals(topic)) {
        return Optional.of(new GatewayTopic(parts[5], kind));
      }
    }
    return Optional.empty();
  }

  private String ring(String ring, String leaf) {
    return ROOT + tenant + "/ring/" + Ids.check("ring", ring) + "/" + leaf;
  }

  private String gateway(String gateway, String leaf) {
    return ROOT
        + tenant
        + "/"
        + shard(Ids.check("gateway", gateway))
        + "/gw/"
        + gateway
        + "/"
        + leaf;
  }
}
