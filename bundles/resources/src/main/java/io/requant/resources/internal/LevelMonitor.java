package io.requant.resources.internal;

import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.ResourceMonitor;
import io.requant.api.resource.ResourceReading;
import io.requant.api.resource.Roofline;
import io.requant.resources.internal.device.ReadingSource;
import io.requant.resources.internal.level.LevelKeeper;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads a source when told to, keeps the level, and tells who wants to know. */
public final class LevelMonitor implements ResourceMonitor {

  private static final System.Logger LOG = System.getLogger(LevelMonitor.class.getName());

  private final ReadingSource source;
  private final LevelKeeper keeper;
  private final Set<Listening> listeners = new LinkedHashSet<>();
  private volatile ResourceReading reading;
  private volatile LevelDecision decision;
  private volatile Optional<Roofline> roofline = Optional.empty();

  /**
   * Starts without a reading.
   *
   * @param now time of the decision before the first reading
   */
  public LevelMonitor(ReadingSource source, LevelKeeper keeper, Instant now) {
    this.source = source;
    this.keeper = keeper;
    this.reading = ResourceReading.empty(now, "nothing yet");
    this.decision = LevelKeeper.unmeasured(now);
  }

  /**
   * Reads once. Called on one thread.
   *
   * @param nanos time of a monotonic clock
   */
  public void sample(long nanos) {
    source.read(nanos).ifPresent(newest -> take(nanos, newest));
  }

  private void take(long nanos, ResourceReading newest) {
    LevelDecision next = keeper.update(nanos, newest);
    synchronized (listeners) {
      boolean changed = next.level() != decision.level();
      reading = newest;
      decision = next;
      if (changed) {
        LOG.log(Level.INFO, next.sentence());
        listeners.forEach(listening -> listening.tell(next));
      }
    }
  }

  /** Makes the roofline known. */
  void measured(Roofline measured) {
    roofline = Optional.of(measured);
  }

  @Override
  public ResourceReading reading() {
    return reading;
  }

  @Override
  public LevelDecision decision() {
    return decision;
  }

  @Override
  public Optional<Roofline> roofline() {
    return roofline;
  }

  @Override
  public Subscription subscribe(LevelListener listener) {
    Listening listening = new Listening(listener);
    synchronized (listeners) {
      listeners.add(listening);
      listening.tell(decision);
    }
    return () -> {
      synchronized (listeners) {
        listeners.remove(listening);
      }
    };
  }

  /** One subscription; the same listener may have several. */
  private static final class Listening {
    private final LevelListener listener;

    Listening(LevelListener listener) {
      this.listener = listener;
    }

    void tell(LevelDecision decision) {
      try {
        listener.levelChanged(decision);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a listener of the resource level failed", e);
      }
    }
  }
}
