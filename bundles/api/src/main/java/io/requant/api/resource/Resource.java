package io.requant.api.resource;

/** What a level can depend on. */
public enum Resource {
  /** Processor time. */
  CPU,
  /** Main memory. */
  MEMORY,
  /** Distance from the temperature at which the processor slows down. */
  TEMPERATURE,
  /** Charge of the battery while nothing charges it. */
  POWER
}
