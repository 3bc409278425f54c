package io.requant.pipeline.internal.swap;

/** The right to call the engine of a slot, from one {@link EngineSwitch#acquire()} to its close. */
public final class Lease implements AutoCloseable {

  private final EngineSlot slot;

  Lease(EngineSlot slot) {
    this.slot = slot;
  }

  /** The slot that was entered. */
  public EngineSlot slot() {
    return slot;
  }

  /** Leaves the slot; once for each acquired lease. */
  @Override
  public void close() {
    slot.leave();
  }
}
