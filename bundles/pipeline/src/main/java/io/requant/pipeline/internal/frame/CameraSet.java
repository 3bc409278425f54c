package io.requant.pipeline.internal.frame;

import io.requant.api.frame.Camera;
import io.requant.api.frame.FrameSink;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The cameras that give frames: started when they come, stopped when they go. None starts before
 * there is a first engine, since its frames could only be shed; from then on they run, whatever
 * becomes of the engines.
 */
public final class CameraSet implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(CameraSet.class.getName());

  private final FrameSink sink;
  private final IdentityHashMap<Camera, Camera.Stream> streams = new IdentityHashMap<>();
  private final Set<Camera> bound = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean open;

  /**
   * Makes an empty set.
   *
   * @param sink takes the frames of all cameras
   */
  public CameraSet(FrameSink sink) {
    this.sink = sink;
  }

  /** Starts all cameras that wait, and from now on each at once. */
  public void open() {
    List<Camera> held;
    synchronized (streams) {
      held = open ? List.of() : List.copyOf(bound);
      open = true;
    }
    held.forEach(this::start);
  }

  /** Takes a camera; one that cannot start is logged and left out. */
  public void add(Camera camera) {
    boolean now;
    synchronized (streams) {
      bound.add(camera);
      now = open;
    }
    if (now) {
      start(camera);
    }
  }

  private void start(Camera camera) {
    try {
      Camera.Stream stream = camera.start(sink);
      boolean gone;
      synchronized (streams) {
        gone = !bound.contains(camera);
        if (!gone) {
          streams.put(camera, stream);
        }
      }
      if (gone) {
        stop(stream);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "camera " + camera.getClass().getName() + " cannot start", e);
    }
  }

  /** Stops a camera. */
  public void remove(Camera camera) {
    Camera.Stream stream;
    synchronized (streams) {
      bound.remove(camera);
      stream = streams.remove(camera);
    }
    stop(stream);
  }

  private static void stop(Camera.Stream stream) {
    if (stream == null) {
      return;
    }
    try {
      stream.close();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "camera stream " + stream.getClass().getName() + " cannot stop", e);
    }
  }

  /** Stops all cameras. */
  @Override
  public void close() {
    List<Camera.Stream> left;
    synchronized (streams) {
      left = List.copyOf(streams.values());
      streams.clear();
      bound.clear();
    }
    left.forEach(CameraSet::stop);
  }
}
