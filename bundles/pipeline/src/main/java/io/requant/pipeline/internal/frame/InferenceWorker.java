package io.requant.pipeline.internal.frame;

import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.ShedReason;
import io.requant.api.preprocess.Preprocessor;
import io.requant.pipeline.internal.swap.EngineSlot;
import io.requant.pipeline.internal.swap.Lease;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The inference thread: takes a frame, leases the engine, computes, passes the result on.
 *
 * <p>It owns the frame in its hand until {@link #settle()}. Who finds it hanging takes the frame
 * with {@link #abandonInside}; of the two exactly one gets it. An abandoned worker touches nothing
 * but its own buffers any more and ends when its call returns.
 */
final class InferenceWorker implements Runnable {

  private static final System.Logger LOG = System.getLogger(InferenceWorker.class.getName());

  private final FramePath path;
  private final Preprocessor preprocessor;
  private final IntBuffer logits;
  private final Thread thread;
  private volatile EngineSlot inside;
  private volatile long insideSince;
  private FrameTicket inHand;
  private boolean abandoned;
  private EngineSlot lastSlot;
  private int failuresInRow;
  private int goodFrames;
  private int framesToConfirm;

  InferenceWorker(FramePath path, Preprocessor preprocessor, int number) {
    this.path = path;
    this.preprocessor = preprocessor;
    int outputs = path.network().graph().outputShape().size();
    logits =
        ByteBuffer.allocateDirect(outputs * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    thread = new Thread(this, "requant-inference-" + number);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  String name() {
    return thread.getName();
  }

  @Override
  public void run() {
    try {
      Optional<FrameTicket> ticket = path.take();
      while (ticket.isPresent() && hold(ticket.get())) {
        try {
          process(ticket.get());
        } catch (Throwable e) {
          LOG.log(Level.ERROR, "frame " + ticket.get().frame().id() + " could not be computed", e);
          settle().ifPresent(lost -> path.shed(ShedReason.ENGINE_FAILURE));
        }
        if (isAbandoned()) {
          return;
        }
        ticket = path.take();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0} was interrupted and ends", name());
    }
  }

  private void process(FrameTicket ticket) {
    long start = path.clock().getAsLong();
    ByteBuffer input;
    try {
      input = preprocessor.prepare(ticket.frame());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "frame " + ticket.frame().id() + " is unusable", e);
      settle().ifPresent(unusable -> path.shed(ShedReason.UNUSABLE));
      return;
    }
    EngineSlot failedBefore = null;
    while (true) {
      Lease lease = path.engines().acquire();
      if (lease == null) {
        settle().ifPresent(path::waitAgain);
        return;
      }
      EngineSlot slot = lease.slot();
      Throwable failure = infer(lease, input);
      if (isAbandoned()) {
        return;
      }
      if (failure == null) {
        worked(slot);
        complete(ticket, slot, input, start);
        return;
      }
      LOG.log(Level.WARNING, slot + " failed on frame " + ticket.frame().id(), failure);
      // Once more on the same engine; then on the one before, if there is still a way back.
      if (slot == failedBefore && !failed(slot, failure)) {
        settle().ifPresent(lost -> path.shed(ShedReason.ENGINE_FAILURE));
        return;
      }
      failedBefore = slot;
    }
  }

  /** Calls the engine; what it throws is returned, so that nothing it does ends this thread. */
  private Throwable infer(Lease lease, ByteBuffer input) {
    insideSince = path.clock().getAsLong();
    inside = lease.slot();
    try {
      lease.slot().engine().infer(input, logits);
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      inside = null;
      lease.close();
    }
  }

  private void worked(EngineSlot slot) {
    failuresInRow = 0;
    if (slot != lastSlot) {
      begin(slot);
    }
    if (++goodFrames == framesToConfirm) {
      path.events().confirmed(slot);
    }
  }

  private void begin(EngineSlot slot) {
    lastSlot = slot;
    goodFrames = 0;
    framesToConfirm = path.settings().confirmFrames();
  }

  private boolean failed(EngineSlot slot, Throwable failure) {
    if (slot != lastSlot) {
      begin(slot);
      failuresInRow = 0;
    }
    return path.events().failed(slot, failure, ++failuresInRow);
  }

  private void complete(FrameTicket ticket, EngineSlot slot, ByteBuffer input, long start) {
    double scale = TopClasses.logitScale(slot.policy());
    long done = path.clock().getAsLong();
    InferenceResult result =
        new InferenceResult(
            ticket.frame(),
            TopClasses.of(path.network().graph(), logits, scale),
            slot.info(),
            Math.max(0, start - ticket.frame().nanos()),
            done - start,
            done);
    settle().ifPresent(mine -> path.completed(result, input));
  }

  private synchronized boolean hold(FrameTicket ticket) {
    if (abandoned) {
      path.shed(ShedReason.SHUTDOWN);
      return false;
    }
    inHand = ticket;
    return true;
  }

  private synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** The frame in hand, which from now on is nobody's; empty if it was taken away. */
  private synchronized Optional<FrameTicket> settle() {
    FrameTicket mine = inHand;
    inHand = null;
    return Optional.ofNullable(mine);
  }

  /** The slot that a call is inside of, or null. */
  EngineSlot insideOf() {
    return inside;
  }

  /** When that call began. */
  long insideSince() {
    return insideSince;
  }

  /** Takes the frame away if a call with it is inside a slot; the thread ends when it can. */
  synchronized Optional<FrameTicket> abandonInside(EngineSlot slot) {
    return inside == slot && inHand != null ? abandon() : Optional.empty();
  }

  /** Takes the frame away; the thread ends when it can. */
  synchronized Optional<FrameTicket> abandon() {
    abandoned = true;
    thread.interrupt();
    return settle();
  }

  boolean join(Duration limit) {
    try {
      thread.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
