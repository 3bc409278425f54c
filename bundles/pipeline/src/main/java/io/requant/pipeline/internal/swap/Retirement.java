package io.requant.pipeline.internal.swap;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends a slot that has been taken out of the switch: closed to new leases, drained, engine closed.
 *
 * <p>Takes at most twice the drain's deadline whatever the provider does: a call that does not come
 * back is left behind with its thread, an engine that does not close is left to a thread of its
 * own.
 */
final class Retirement {

  private static final System.Logger LOG = System.getLogger(Retirement.class.getName());

  private final Supplier<Duration> drain;
  private final Consumer<EngineSlot> leaveBehind;
  private final Consumer<EngineSlot> ended;

  /**
   * Makes it.
   *
   * @param drain longest wait for calls inside, and for the engine to close
   * @param leaveBehind takes the frame away from a call that does not come back
   * @param ended told of each slot that nothing waits for any more
   */
  Retirement(
      Supplier<Duration> drain, Consumer<EngineSlot> leaveBehind, Consumer<EngineSlot> ended) {
    this.drain = drain;
    this.leaveBehind = leaveBehind;
    this.ended = ended;
  }

  /** Ends a slot, waiting for the calls inside; a second thread waits for the first. */
  void retire(EngineSlot slot) {
    slot.close();
    Duration limit = drain.get();
    boolean empty = false;
    try {
      empty = slot.drain(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (empty) {
      closeEngine(slot, limit);
    } else {
      LOG.log(
          Level.ERROR,
          "a call inside {0} did not return within {1} ms; its thread is left behind",
          slot,
          limit.toMillis());
      leave(slot);
    }
  }

  /** Ends a slot whose call is known to hang, without waiting. */
  void leave(EngineSlot slot) {
    slot.close();
    leaveBehind.accept(slot);
    start(slot, slot::abandon);
    ended.accept(slot);
  }

  private static void start(EngineSlot slot, Runnable closing) {
    Thread closer = new Thread(closing, "requant-close-" + slot.backend().id());
    closer.setDaemon(true);
    closer.start();
  }

  private void closeEngine(EngineSlot slot, Duration limit) {
    start(slot, slot::closeEngine);
    try {
      if (!slot.awaitEngineClosed(limit)) {
        LOG.log(
            Level.ERROR, "the engine of {0} did not close within {1} ms", slot, limit.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.accept(slot);
  }
}
