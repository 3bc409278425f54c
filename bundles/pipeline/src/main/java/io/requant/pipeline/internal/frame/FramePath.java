package io.requant.pipeline.internal.frame;

import io.requant.api.frame.Frame;
import io.requant.api.frame.FrameSink;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.ShedReason;
import io.requant.api.preprocess.Preprocessor;
import io.requant.model.network.Network;
import io.requant.pipeline.internal.swap.EngineEvents;
import io.requant.pipeline.internal.swap.EngineSlot;
import io.requant.pipeline.internal.swap.EngineSwitch;
import io.requant.pipeline.internal.swap.ShadowTap;
import io.requant.pipeline.internal.swap.SwapCoordinator.FramePathControl;
import io.requant.pipeline.internal.swap.SwapSettings;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The way of a frame: from a camera's thread into the ring, through one inference thread, to the
 * results. Every frame that comes in is inferred or shed, exactly once.
 *
 * <p>A call that hangs cannot be ended in Java: its thread is left behind without its frame, and
 * another takes its place.
 */
public final class FramePath implements FrameSink, FramePathControl, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FramePath.class.getName());

  private final Network network;
  private final FrameRing ring;
  private final FrameLedger ledger;
  private final EngineSwitch engines;
  private final FrameStatistics statistics;
  private final Supplier<SwapSettings> settings;
  private final ResultSink results;
  private final LongSupplier clock;
  private EngineEvents events;
  private volatile ShadowTap tap;
  private volatile InferenceWorker worker;
  private int workers;
  private boolean closed;

  /** Makes a path on which frames wait until {@link #start}. */
  public FramePath(
      Network network,
      FrameRing ring,
      FrameLedger ledger,
      EngineSwitch engines,
      FrameStatistics statistics,
      Supplier<SwapSettings> settings,
      ResultSink results,
      LongSupplier clock) {
    this.network = network;
    this.ring = ring;
    this.ledger = ledger;
    this.engines = engines;
    this.statistics = statistics;
    this.settings = settings;
    this.results = results;
    this.clock = clock;
  }

  /** Starts the inference thread. */
  public synchronized void start(EngineEvents listener) {
    events = listener;
    startWorker();
  }

  private void startWorker() {
    worker = new InferenceWorker(this, new Preprocessor(network), ++workers);
    worker.start();
  }

  @Override
  public void accept(Frame frame) {
    ledger.entered();
    FrameRing.Offer offer = ring.offer(new FrameTicket(frame));
    if (offer instanceof FrameRing.Offer.Displaced displaced) {
      ledger.shed(displaced.engineThere() ? ShedReason.OVERLOAD : ShedReason.NO_BACKEND);
    } else if (offer instanceof FrameRing.Offer.Refused) {
      ledger.shed(ShedReason.SHUTDOWN);
    }
  }

  /** Changes how many frames may wait; the oldest that no longer have room are shed. */
  public void resize(int ringCapacity) {
    ring.resize(ringCapacity).forEach(ticket -> ledger.shed(ShedReason.OVERLOAD));
  }

  @Override
  public void tap(ShadowTap newTap) {
    tap = newTap;
  }

  @Override
  public void leaveBehind(EngineSlot slot) {
    InferenceWorker stuck = worker;
    Optional<FrameTicket> ticket = stuck.abandonInside(slot);
    if (ticket.isEmpty()) {
      return;
    }
    LOG.log(Level.ERROR, "inference thread {0} hangs in {1} and is replaced", stuck.name(), slot);
    // In front of the ring before the new thread looks there: results stay in order of arrival.
    if (ticket.get().firstHang()) {
      waitAgain(ticket.get());
    } else {
      ledger.shed(ShedReason.ENGINE_FAILURE);
    }
    synchronized (this) {
      if (!closed) {
        startWorker();
      }
    }
  }

  /** Looks at the clock: a call that takes too long is reported. Called now and then. */
  public void tick() {
    InferenceWorker running = worker;
    EngineSlot slot = running.insideOf();
    if (slot == null) {
      return;
    }
    boolean active = engines.current().filter(now -> now == slot).isPresent();
    long limit = (active ? settings.get().inferTimeout() : settings.get().drain()).toNanos();
    if (clock.getAsLong() - running.insideSince() > limit && running.insideOf() == slot) {
      events.hung(slot);
    }
  }

  /** The next frame, once there is an engine; empty when the path ends. */
  Optional<FrameTicket> take() throws InterruptedException {
    return ring.take();
  }

  /** Puts a frame back that found no engine, or whose engine hung. */
  void waitAgain(FrameTicket ticket) {
    if (!ring.giveBack(ticket)) {
      ledger.shed(ShedReason.SHUTDOWN);
    }
  }

  /** A frame is given up. */
  void shed(ShedReason reason) {
    ledger.shed(reason);
  }

  /** A frame has a result. */
  void completed(InferenceResult result, ByteBuffer input) {
    ledger.inferred();
    statistics.completed(result.inferNanos(), result.completedNanos());
    ShadowTap shadow = tap;
    if (shadow != null) {
      shadow.computed(input, result.top().get(0).index());
    }
    results.completed(result);
  }

  Network network() {
    return network;
  }

  EngineSwitch engines() {
    return engines;
  }

  EngineEvents events() {
    return events;
  }

  SwapSettings settings() {
    return settings.get();
  }

  LongSupplier clock() {
    return clock;
  }

  /** Sheds what waits, waits for the frame that is being computed, ends the thread. */
  @Override
  public void close() {
    InferenceWorker last;
    synchronized (this) {
      closed = true;
      last = worker;
    }
    ring.close().forEach(ticket -> ledger.shed(ShedReason.SHUTDOWN));
    if (last != null && !last.join(settings.get().drain())) {
      last.abandon().ifPresent(ticket -> ledger.shed(ShedReason.SHUTDOWN));
    }
  }
}
