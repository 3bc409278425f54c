package io.requant.fleet.simulator.internal.torture;

/** What is going on while processes are killed. */
enum Stage {
  /** A policy goes out in waves. */
  ROLLOUT,
  /** The ring is told to go back. */
  ROLLBACK
}
