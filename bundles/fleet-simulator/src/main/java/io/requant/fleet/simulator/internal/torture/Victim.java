package io.requant.fleet.simulator.internal.torture;

/** Whose process is killed. */
enum Victim {
  CONTROLLER,
  GATEWAY,
  BROKER
}
