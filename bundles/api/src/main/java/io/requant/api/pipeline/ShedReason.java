package io.requant.api.pipeline;

/** Why a frame was given up. */
public enum ShedReason {
  /** Frames came faster than the engine computes, and the ring was full. */
  OVERLOAD,
  /** There was no backend, and the ring was full. */
  NO_BACKEND,
  /** The engine failed on this frame, and so did the retry. */
  ENGINE_FAILURE,
  /** The frame cannot be brought to the network's input shape. */
  UNUSABLE,
  /** The pipeline was stopped while the frame waited. */
  SHUTDOWN
}
