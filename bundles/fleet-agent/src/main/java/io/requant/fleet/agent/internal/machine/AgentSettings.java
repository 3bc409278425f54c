package io.requant.fleet.agent.internal.machine;

import io.requant.fleet.protocol.Ids;
import io.requant.fleet.protocol.Target;
import java.time.Duration;
import java.util.Map;

/**
 * Who a gateway is and how it behaves.
 *
 * @param tenant whose fleet it belongs to
 * @param ring which ring it belongs to
 * @param gateway its id
 * @param messageLimit most bytes of a message
 * @param clockSkew how wrong its clock may be
 * @param reportInterval longest time between two reports
 * @param jitter whether to spread reports and changes over time
 * @param properties what a message can require, see OSGi Core 3.2.7
 */
public record AgentSettings(
    String tenant,
    String ring,
    String gateway,
    int messageLimit,
    Duration clockSkew,
    Duration reportInterval,
    boolean jitter,
    Map<String, Object> properties) {

  /** Checks ids and limits. */
  public AgentSettings {
    Ids.check("tenant", tenant);
    Ids.check("ring", ring);
    Ids.check("gatewayId", gateway);
    properties = Map.copyOf(properties);
    if (messageLimit < 1024 || messageLimit > 65_536) {
      throw new IllegalArgumentException("messageLimit " + messageLimit + "; 1024..65536 bytes");
    }
    if (clockSkew.isNegative() || reportInterval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "clockSkew " + clockSkew + " and reportInterval " + reportInterval + " (least 1 s)");
    }
  }

  Target ringTarget() {
    return new Target.Ring(ring);
  }

  Target gatewayTarget() {
    return new Target.Gateway(gateway);
  }
}
