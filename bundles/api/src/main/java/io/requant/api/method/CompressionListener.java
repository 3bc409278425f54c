package io.requant.api.method;

/** Told how a compression run proceeds, on the thread that runs it. */
public interface CompressionListener {

  /**
   * After each part of a stage.
   *
   * @param stage the stage
   * @param done steps finished so far, those of an earlier start included
   * @param note one line for people, e.g. loss and accuracy
   */
  void progressed(CompressionStage stage, int done, String note);
}
