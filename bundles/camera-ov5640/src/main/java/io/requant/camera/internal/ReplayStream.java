package io.requant.camera.internal;

import io.requant.api.frame.Camera;
import io.requant.api.frame.Frame;
import io.requant.api.frame.FrameSink;
import io.requant.api.frame.PixelFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Gives a scene's exposures as frames, on a thread of its own, until closed or at its end. */
final class ReplayStream implements Camera.Stream {

  private static final System.Logger LOG = System.getLogger(ReplayStream.class.getName());
  private static final long LONGEST_CLOSE_SECONDS = 5;

  private final String name;
  private final Scene scene;
  private final SensorArea area;
  private final Playlist playlist;
  private final Pacer pacer;
  private final Ticker ticker;
  private final FrameSink sink;
  private final Thread thread;
  private volatile boolean running = true;
  private long given;
  private long refused;

  /**
   * Prepares a stream.
   *
   * @param name names the thread and the log's lines
   * @param scene closed when the stream ends
   */
  ReplayStream(
      String name,
      Scene scene,
      SensorArea area,
      Playlist playlist,
      Pacer pacer,
      Ticker ticker,
      FrameSink sink) {
    this.name = name;
    this.scene = scene;
    this.area = area;
    this.playlist = playlist;
    this.pacer = pacer;
    this.ticker = ticker;
    this.sink = sink;
    this.thread = new Thread(this::run, "requant-camera-" + name);
    this.thread.setDaemon(true);
  }

  /** Begins to give frames. */
  ReplayStream begin() {
    thread.start();
    return this;
  }

  /** Waits until the thread has ended. */
  boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
    thread.join(unit.toMillis(timeout));
    return !thread.isAlive();
  }

  private void run() {
    try (scene) {
      Scene.Exposure exposure = nextExposure();
      // The exposure is ready before its time: reading and scaling do not blur the rate.
      while (exposure != null && pacer.awaitNext(() -> running)) {
        give(exposure);
        exposure = nextExposure();
      }
      LOG.log(Level.INFO, "camera {0}: {1} frames given{2}", name, given, remarks());
    } catch (IOException e) {
      throw new UncheckedIOException("closing the scene of camera " + name, e);
    }
  }

  private Scene.Exposure nextExposure() {
    for (OptionalInt index = playlist.next(); index.isPresent(); index = playlist.next()) {
      try {
        return scene.expose(index.getAsInt());
      } catch (IOException e) {
        LOG.log(Level.WARNING, "camera {0} leaves out an image: {1}", name, e.getMessage());
        playlist.drop();
      }
    }
    return null;
  }

  private void give(Scene.Exposure exposure) {
    Frame frame =
        new Frame(
            given++,
            ticker.nanoTime(),
            area.width(),
            area.height(),
            PixelFormat.RGB565,
            exposure.pixels(),
            exposure.label());
    try {
      sink.accept(frame);
    } catch (RuntimeException e) {
      if (refused++ == 0) {
        LOG.log(Level.ERROR, "camera " + name + ": the sink failed on a frame", e);
      }
    }
  }

  private String remarks() {
    return (refused > 0 ? ", the sink failed on " + refused : "")
        + (pacer.moved() > 0 ? ", schedule moved by " + pacer.moved() + " periods" : "");
  }

  /** Ends the stream. When this returns the thread has ended, unless the sink itself blocks. */
  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_CLOSE_SECONDS);
    while (thread.isAlive() && System.nanoTime() < deadline) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(LONGEST_CLOSE_SECONDS));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.log(
          Level.ERROR,
          "camera {0}: the sink has blocked for {1} s; no frame follows the one it holds",
          name,
          LONGEST_CLOSE_SECONDS);
    }
  }
}
