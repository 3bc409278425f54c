package io.requant.fleet.simulator.internal;

import java.util.Locale;

/** What can go wrong. */
public enum FaultKind {
  /** Share of gateways that lose their connection once, for up to 10 s. */
  DISCONNECTS(0.05),
  /** Share of gateways whose power fails in the middle of a write, for some seconds. */
  CRASHES(0.03),
  /** Share of gateways that go and never come back. */
  AWAY(0.005),
  /** Share of gateways that take twenty times as long to prepare an engine. */
  SLOW(0.05),
  /** Share of gateways on which every comparison of engines fails. */
  GATES(0.005),
  /** Share of gateways with a wrong clock: minutes, and for one in ten of them hours. */
  SKEW(0.02),
  /** Share of messages that come twice, each way. */
  DUPLICATES(0.05),
  /** Share of messages that later ones overtake, each way. */
  REORDER(0.05),
  /** How often the broker is killed in each rollout; 0 or 1. */
  BROKER(1);

  private final double usual;

  FaultKind(double usual) {
    this.usual = usual;
  }

  /** Rate if a user names the fault alone. */
  double usual() {
    return usual;
  }

  /** As users write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
