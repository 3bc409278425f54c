package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.Position;

/** Something that a gateway did. */
public sealed interface GatewayEvent {

  /** Its disk has this newest position of a message to its ring. */
  record Stored(Position newest) implements GatewayEvent {}

  /** A policy, by digest, computes its frames from now on. */
  record Began(String digest) implements GatewayEvent {}

  /** The policy, by digest, does not compute its frames any more. */
  record Ended(String digest) implements GatewayEvent {}

  /**
   * It said on the wire, and was heard.
   *
   * @param observed newest message that it says it accepted
   * @param active digest of the policy that it says computes; empty for none
   */
  record Said(Position observed, String active) implements GatewayEvent {}
}
