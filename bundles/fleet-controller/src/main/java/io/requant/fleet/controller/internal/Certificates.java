package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.GatewayRow;
import java.time.Duration;
import java.time.Instant;

/** Which gateways' certificates end soon: those that nobody renews will be cut off. */
final class Certificates {

  /** How long before the end is soon. */
  static final Duration SOON = Duration.ofDays(30);

  private Certificates() {}

  /** Whether a gateway's certificate has ended or ends soon; not if it is unknown. */
  static boolean endsSoon(GatewayRow row, long nowMillis) {
    return row.certNotAfter() > 0 && row.certNotAfter() - nowMillis < SOON.toMillis();
  }

  /** A sentence to be added to what is known of a gateway; empty if there is nothing to say. */
  static String remark(GatewayRow row, long nowMillis) {
    if (!endsSoon(row, nowMillis)) {
      return "";
    }
    Instant end = Instant.ofEpochMilli(row.certNotAfter());
    return row.certNotAfter() <= nowMillis
        ? " Its certificate ended at " + end + "; it cannot connect again."
        : " Its certificate ends at " + end + ".";
  }
}
