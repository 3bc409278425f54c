package io.requant.pipeline.internal.frame;

import io.requant.api.frame.Display;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.PipelineStatus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows the newest result on every display, on one thread that is not the frame path.
 *
 * <p>Results that come faster than they can be shown are skipped. A display that throws is asked
 * again with the next result; one that hangs is left behind with its thread and not asked again
 * until it is bound anew.
 */
public final class DisplayPump implements ResultSink, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DisplayPump.class.getName());

  private final Supplier<PipelineStatus> status;
  private final Supplier<Duration> limit;
  private final LongSupplier clock;
  private final Set<Display> displays = new LinkedHashSet<>();
  private final Set<Display> failing = new HashSet<>();
  private InferenceResult newest;
  private Runner runner;
  private Display showing;
  private long since;
  private int runners;

  /**
   * Makes a pump that waits until {@link #start()}.
   *
   * @param status asked once for each result that is shown, on the display thread
   * @param limit longest time to show one result
   */
  public DisplayPump(
      Supplier<PipelineStatus> status, Supplier<Duration> limit, LongSupplier clock) {
    this.status = status;
    this.limit = limit;
    this.clock = clock;
  }

  /** Starts the display thread. */
  public synchronized void start() {
    startRunner();
  }

  private void startRunner() {
    runner = new Runner();
    Thread thread = new Thread(runner, "requant-display-" + ++runners);
    thread.setDaemon(true);
    thread.start();
  }

  /** A display came. */
  public synchronized void add(Display display) {
    displays.add(display);
  }

  /** A display goes: when this returns it is not called any more, unless it hangs. */
  public synchronized void remove(Display display) {
    displays.remove(display);
    failing.remove(display);
    long left = limit.get().toNanos();
    long end = System.nanoTime() + left;
    try {
      while (showing == display && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Offers a result; an older one that nobody has shown is forgotten. */
  @Override
  public synchronized void completed(InferenceResult result) {
    newest = result;
    notifyAll();
  }

  /** Looks at the clock: a display that takes too long is left behind. Called now and then. */
  public synchronized void tick() {
    if (runner != null && showing != null && clock.getAsLong() - since > limit.get().toNanos()) {
      LOG.log(
          Level.ERROR,
          "display {0} did not return within {1} ms and is not asked again",
          showing.getClass().getName(),
          limit.get().toMillis());
      displays.remove(showing);
      showing = null;
      startRunner();
      notifyAll();
    }
  }

  @Override
  public synchronized void close() {
    runner = null;
    displays.clear();
    notifyAll();
  }

  private synchronized InferenceResult next(Runner asking) throws InterruptedException {
    while (runner == asking && newest == null) {
      wait();
    }
    if (runner != asking) {
      return null;
    }
    InferenceResult next = newest;
    newest = null;
    return next;
  }

  private synchronized List<Display> displays() {
    return List.copyOf(displays);
  }

  private synchronized boolean begin(Runner asking, Display display) {
    if (runner != asking || !displays.contains(display)) {
      return false;
    }
    showing = display;
    since = clock.getAsLong();
    return true;
  }

  private synchronized void end(Runner asking, Display display, Throwable failure) {
    if (failure == null) {
      failing.remove(display);
    } else if (displays.contains(display) && failing.add(display)) {
      LOG.log(
          Level.WARNING, "display " + display.getClass().getName() + " failed to show", failure);
    }
    if (runner == asking) {
      showing = null;
      notifyAll();
    }
  }

  private final class Runner implements Runnable {

    @Override
    public void run() {
      try {
        InferenceResult result = next(this);
        while (result != null) {
          show(result);
          result = next(this);
        }
      } catch (InterruptedException e) {
        LOG.log(Level.DEBUG, "a display thread was interrupted and ends");
      }
    }

    private void show(InferenceResult result) {
      List<Display> all = displays();
      if (all.isEmpty()) {
        return;
      }
      PipelineStatus now = status.get();
      for (Display display : all) {
        if (begin(this, display)) {
          Throwable failure = null;
          try {
            display.show(result, now);
          } catch (Throwable e) {
            failure = e;
          }
          end(this, display, failure);
        }
      }
    }
  }
}
