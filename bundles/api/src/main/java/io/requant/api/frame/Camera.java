package io.requant.api.frame;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives frames. A service; the pipeline starts every camera that is there and stops it when it
 * goes.
 */
@ConsumerType
public interface Camera {

  /** Service property: identifies the camera; a String. */
  String ID = "camera.id";

  /**
   * Starts giving frames, on a thread of the camera's own.
   *
   * @param sink takes the frames; its methods do not block
   * @return stops the camera when closed; after that no frame is given
   */
  Stream start(FrameSink sink);

  /** A camera that is giving frames. */
  interface Stream extends AutoCloseable {
    @Override
    void close();
  }
}
