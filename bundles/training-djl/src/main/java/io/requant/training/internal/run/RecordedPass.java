package io.requant.training.internal.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.training.TrainingPass;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** A pass of a replica in training. */
final class RecordedPass extends ScriptedPass implements TrainingPass {

  /**
   * The place of a pass in its run.
   *
   * @param step steps taken before, from 0
   * @param steps steps of the run
   * @param random source of randomness for this place
   */
  record Place(long step, long steps, SplittableRandom random) {}

  private final Place place;
  private final int[] labels;
  private final NDArray targets;
  private NDArray scored;

  RecordedPass(
      Network network,
      NDManager manager,
      BatchTensor batch,
      Map<String, NDArray> tensors,
      Place place,
      int[] labels) {
    super(network, manager, batch, tensors);
    this.place = place;
    this.labels = labels;
    this.targets = manager.create(Arrays.stream(labels).asLongStream().toArray());
  }

  @Override
  public long step() {
    return place.step();
  }

  @Override
  public long steps() {
    return place.steps();
  }

  @Override
  public SplittableRandom random() {
    return place.random();
  }

  @Override
  public NDArray crossEntropy(NDArray logits) {
    if (scored == null) {
      scored = logits;
    }
    return call("cross_entropy", logits, targets);
  }

  /** Images of the batch that the first scored logits classify correctly. */
  int correct() {
    return scored == null ? 0 : Scores.correct(scored.toFloatArray(), labels);
  }
}
