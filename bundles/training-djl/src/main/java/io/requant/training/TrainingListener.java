package io.requant.training;

/** Told how a run proceeds, on the thread that called the trainer. */
public interface TrainingListener {

  /**
   * After each optimizer step.
   *
   * @param step steps taken in this epoch
   * @param stepsPerEpoch steps of an epoch
   * @param loss mean loss of the epoch so far
   */
  default void stepFinished(int step, int stepsPerEpoch, double loss) {}

  /** After each epoch, when its checkpoint is on the disk. */
  void epochFinished(EpochRecord record);
}
