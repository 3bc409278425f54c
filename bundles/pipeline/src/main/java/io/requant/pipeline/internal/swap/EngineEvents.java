package io.requant.pipeline.internal.swap;

/** What the frame path tells of the engine that it calls. Nothing here blocks. */
public interface EngineEvents {

  /**
   * An engine failed twice on a frame.
   *
   * @param failuresInRow frames in a row that it failed on, this one included
   * @return whether the engine before took over again, so that the frame can be tried on it
   */
  boolean failed(EngineSlot slot, Throwable cause, int failuresInRow);

  /** An engine gave its first good frames. */
  void confirmed(EngineSlot slot);

  /** A call inside an engine does not return. */
  void hung(EngineSlot slot);
}
