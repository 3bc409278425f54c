package io.requant.pipeline.internal.swap;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What becomes of an engine once it computes live frames: it proves itself, fails, hangs, or lasts
 * as a bridge.
 *
 * <p>After an exchange the engine before stays warm until the new one has given its first good
 * frames (or the time for it is over): if the new one fails before, the frame that it failed on is
 * computed by the old one. Called by the frame path and by the clock; what takes time is a chore of
 * the swap thread.
 */
final class Probation implements EngineEvents {

  private static final System.Logger LOG = System.getLogger(Probation.class.getName());

  private final BackendRegistry registry;
  private final EngineSwitch engines;
  private final PolicyMemory memory;
  private final Supplier<SwapSettings> settings;
  private final RequestQueue queue;
  private final Retirement retirement;
  private final Runnable look;
  private final Runnable proved;
  private final LongSupplier clock;
  private long lastTick;
  private volatile long exchangedAt;
  private volatile long bridgedAt;

  /**
   * Makes it.
   *
   * @param look asks for a look whether the best engine runs
   * @param proved told when the active engine needs no way back any more
   */
  Probation(
      BackendRegistry registry,
      EngineSwitch engines,
      PolicyMemory memory,
      Supplier<SwapSettings> settings,
      RequestQueue queue,
      Retirement retirement,
      Runnable look,
      Runnable proved,
      LongSupplier clock) {
    this.registry = registry;
    this.engines = engines;
    this.memory = memory;
    this.settings = settings;
    this.queue = queue;
    this.retirement = retirement;
    this.look = look;
    this.proved = proved;
    this.clock = clock;
    lastTick = clock.getAsLong();
  }

  /** Puts an engine in place; false if its backend has gone. */
  boolean exchange(EngineSlot slot) {
    exchangedAt = clock.getAsLong();
    return engines.exchange(
        slot,
        settings.get().readyEngines(),
        this::mayReturn,
        old -> queue.submitChore(() -> retirement.retire(old)));
  }

  /** A backend goes, and an engine of it may go on. */
  void bridged() {
    bridgedAt = clock.getAsLong();
  }

  @Override
  public boolean failed(EngineSlot slot, Throwable cause, int failuresInRow) {
    String reason = "failed on live frames: " + cause;
    if (engines.goBack(slot)) {
      queue.submitChore(() -> gaveUp(slot, reason, true));
      return true;
    }
    if (failuresInRow >= settings.get().maxFailures() && engines.remove(slot)) {
      queue.submitChore(() -> gaveUp(slot, reason, true));
    }
    return false;
  }

  @Override
  public void hung(EngineSlot slot) {
    if (engines.goBack(slot) || engines.remove(slot)) {
      retirement.leave(slot);
      queue.submitChore(() -> gaveUp(slot, "did not return from an inference", false));
    }
  }

  private void gaveUp(EngineSlot slot, String reason, boolean retire) {
    slot.backend().setAside(slot.policy(), reason, clock.getAsLong());
    LOG.log(
        Level.ERROR,
        "{0} {1}; {2}",
        slot,
        reason,
        engines.current().map(now -> "went back to " + now).orElse("another is looked for"));
    if (retire) {
      retirement.retire(slot);
    }
    memory.survived();
    if (memory.adapted(slot.policy())) {
      memory.adapt(Optional.empty());
    }
    engines
        .current()
        .map(EngineSlot::policy)
        .filter(policy -> memory.desired(slot.policy()) && !policy.equals(slot.policy()))
        .ifPresent(memory::goBack);
    look.run();
  }

  @Override
  public void confirmed(EngineSlot slot) {
    queue.submitChore(
        () -> {
          if (engines.current().filter(now -> now == slot).isPresent()) {
            memory.confirm(slot.policy());
            slot.backend().works(slot.policy());
            endWayBack();
          }
        });
  }

  /** The engine before is not needed any more. */
  void endWayBack() {
    engines.shelve(settings.get().readyEngines(), this::mayReturn).forEach(retirement::retire);
    proved.run();
  }

  /** Whether an engine may be wanted again: its policy is allowed and its backend is the one. */
  boolean mayReturn(EngineSlot slot) {
    return memory.adapts()
        && memory.allows(slot.policy())
        && engines.current().filter(now -> now.backend() == slot.backend()).isPresent();
  }

  /** What may run has changed: ends ready engines that may not. */
  void sweepShelf() {
    engines.sweepShelf(this::mayReturn).forEach(retirement::retire);
  }

  /** Ends every engine but the current one. */
  void endAll() {
    engines.shelve(0, slot -> false).forEach(retirement::retire);
  }

  private void endBridge() {
    engines
        .endBridge()
        .ifPresent(
            slot -> {
              LOG.log(
                  Level.WARNING,
                  "{0} ends: its backend has gone and none took over within {1} ms",
                  slot,
                  settings.get().bridge().toMillis());
              queue.submitChore(() -> retirement.retire(slot));
              // Beside a bridge nothing stands in for the desired policy; now it may.
              look.run();
            });
  }

  /** Looks at the clock: ends back-offs, bridges and the time for a way back. */
  void tick() {
    long now = clock.getAsLong();
    boolean again =
        registry.ranked().stream()
            .anyMatch(
                entry ->
                    memory.wanted().stream()
                        .anyMatch(policy -> entry.backOffEnded(policy, lastTick, now)));
    lastTick = now;
    if (again) {
      look.run();
    }
    // What is being prepared may still take over; it has a time limit of its own.
    if (now - bridgedAt > settings.get().bridge().toNanos() && queue.attempt().isEmpty()) {
      endBridge();
    }
    if (now - exchangedAt > settings.get().keepWarm().toNanos() && engines.previous().isPresent()) {
      queue.submitChore(this::endWayBack);
    }
  }
}
