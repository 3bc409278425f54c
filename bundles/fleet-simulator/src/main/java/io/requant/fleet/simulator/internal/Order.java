package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Slice;

/**
 * What a controller told the ring.
 *
 * @param position its place
 * @param action what to do
 * @param digest of the policy; empty if it names none
 * @param slice whom it is for
 */
public record Order(Position position, Desired.Action action, String digest, Slice slice) {

  /** Whether it lets a gateway run its policy. */
  boolean allows(String gateway) {
    return action == Desired.Action.ROLLBACK || slice.contains(gateway);
  }
}
