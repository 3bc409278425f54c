package io.requant.resources.internal;

import io.requant.api.resource.Roofline;
import io.requant.resources.internal.roofline.RooflineProbe.Result;
import io.requant.resources.internal.roofline.RooflineStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the roofline of the machine on a thread of its own: the stored one at once, else it is
 * measured after a while, when the gateway has come up, and stored.
 */
final class RooflineTask implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RooflineTask.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Duration delay;
  private final Optional<RooflineStore> store;
  private final String fingerprint;
  private final Callable<Result> probe;
  private final Consumer<Roofline> result;
  private final CountDownLatch hurry = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "requant-roofline");

  RooflineTask(
      Duration delay,
      Optional<RooflineStore> store,
      String fingerprint,
      Callable<Result> probe,
      Consumer<Roofline> result) {
    this.delay = delay;
    this.store = store;
    this.fingerprint = fingerprint;
    this.probe = probe;
    this.result = result;
    thread.setDaemon(true);
    thread.start();
  }

  /** Measures now instead of later. */
  void hurry() {
    hurry.countDown();
  }

  private void run() {
    try {
      Optional<Roofline> stored = store.flatMap(kept -> kept.load(fingerprint));
      if (stored.isPresent()) {
        result.accept(stored.get());
        return;
      }
      boolean unused = hurry.await(delay.toNanos(), TimeUnit.NANOSECONDS);
      Result measured = probe.call();
      // A figure that was disturbed serves until the next start, which measures again.
      store
          .filter(kept -> measured.undisturbed())
          .ifPresent(kept -> save(kept, measured.roofline()));
      result.accept(measured.roofline());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (Exception | OutOfMemoryError e) {
      LOG.log(Level.WARNING, "no roofline: " + e);
    }
  }

  private void save(RooflineStore kept, Roofline measured) {
    try {
      kept.save(fingerprint, measured);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the roofline is not stored and will be measured again: " + e);
    }
  }

  /** Ends the measurement and waits for it. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
