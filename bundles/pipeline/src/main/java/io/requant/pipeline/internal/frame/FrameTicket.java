package io.requant.pipeline.internal.frame;

import io.requant.api.frame.Frame;

/** A frame on its way through the pipeline. Owned by one thread at a time: camera, ring, worker. */
public final class FrameTicket {

  private final Frame frame;
  private boolean interrupted;

  /** Wraps a frame that has been entered in the ledger. */
  public FrameTicket(Frame frame) {
    this.frame = frame;
  }

  /** The frame. */
  public Frame frame() {
    return frame;
  }

  /**
   * Notes that an engine hung on this frame.
   *
   * @return whether this was the first time, so that it may be tried on another engine
   */
  boolean firstHang() {
    boolean first = !interrupted;
    interrupted = true;
    return first;
  }
}
