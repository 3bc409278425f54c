package io.requant.pipeline.internal.swap;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.model.policy.Policy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine with a count of the calls inside it.
 *
 * <p>One integer holds the count and whether the slot is closed to new leases, so that "closed and
 * empty" is a single state that exactly one thread brings about. The engine is closed exactly once,
 * when no call is inside: by whoever retires the slot, or, if a call outlived the drain's deadline,
 * by the thread of that call when it comes back at last.
 */
public final class EngineSlot {

  private static final System.Logger LOG = System.getLogger(EngineSlot.class.getName());
  private static final int CLOSED = 1 << 31;

  private final Engine engine;
  private final BackendEntry backend;
  private final Policy policy;
  private final EngineInfo info;
  private final Lease lease = new Lease(this);
  private final AtomicInteger state = new AtomicInteger();
  private final CountDownLatch drained = new CountDownLatch(1);
  private final CountDownLatch engineClosed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean abandoned;

  /** Owns an engine from now on; what it is was asked where the provider may do what it likes. */
  public EngineSlot(Engine engine, EngineInfo info, BackendEntry backend, Policy policy) {
    this.engine = engine;
    this.info = info;
    this.backend = backend;
    this.policy = policy;
  }

  /** The engine; to be called only under a lease. */
  public Engine engine() {
    return engine;
  }

  /** The backend that prepared the engine. */
  public BackendEntry backend() {
    return backend;
  }

  /** The policy that the engine computes with. */
  public Policy policy() {
    return policy;
  }

  /** What the engine is, asked for once. */
  public EngineInfo info() {
    return info;
  }

  /** Whether this slot runs a policy on a backend. */
  boolean runs(Policy other, BackendEntry entry) {
    return backend == entry && policy.equals(other);
  }

  /** Enters; false if the slot is closed to new leases. */
  boolean enter() {
    while (true) {
      int seen = state.get();
      if ((seen & CLOSED) != 0) {
        return false;
      }
      if (state.compareAndSet(seen, seen + 1)) {
        return true;
      }
      Thread.onSpinWait();
    }
  }

  /** Leaves; once for each {@link #enter()} that returned true. */
  void leave() {
    if (state.decrementAndGet() == CLOSED) {
      drained.countDown();
      if (abandoned) {
        closeEngine();
      }
    }
  }

  /** The lease to hand out after {@link #enter()}: it has no state of its own. */
  Lease lease() {
    return lease;
  }

  /** Takes no new leases from now on. */
  void close() {
    int before = state.getAndUpdate(s -> s | CLOSED);
    if (before == 0) {
      drained.countDown();
    }
  }

  /** Calls inside at this moment. */
  int inside() {
    return state.get() & ~CLOSED;
  }

  /**
   * Waits until no call is inside; {@link #close()} comes first.
   *
   * @return false if a call was still inside at the deadline
   */
  boolean drain(Duration deadline) throws InterruptedException {
    return drained.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Leaves the closing to the last call inside, or closes now if there is none. */
  void abandon() {
    abandoned = true;
    if (drained.getCount() == 0) {
      closeEngine();
    }
  }

  /** Closes the engine, if nobody has. A provider that throws is logged. */
  void closeEngine() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      engine.close();
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "engine of backend '" + backend.id() + "' failed to close", e);
    } finally {
      engineClosed.countDown();
    }
  }

  /** Waits until the engine is closed; false if it was not at the deadline. */
  boolean awaitEngineClosed(Duration deadline) throws InterruptedException {
    return engineClosed.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return policy.name() + " on " + backend.id();
  }
}
