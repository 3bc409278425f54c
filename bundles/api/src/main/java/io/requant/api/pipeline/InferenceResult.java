package io.requant.api.pipeline;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import java.util.List;

/**
 * What became of one frame.
 *
 * @param frame the frame
 * @param top most probable classes, best first, 5 at most
 * @param engine the engine that computed it
 * @param waitNanos time from the frame's arrival to the start of its inference
 * @param inferNanos time of preprocessing and inference
 * @param completedNanos {@link System#nanoTime()} when the result was there
 */
public record InferenceResult(
    Frame frame,
    List<RankedClass> top,
    EngineInfo engine,
    long waitNanos,
    long inferNanos,
    long completedNanos) {

  /**
   * One class of a result.
   *
   * @param index its index
   * @param name its name
   * @param probability softmax of the logits, 0..1
   */
  public record RankedClass(int index, String name, double probability) {}

  public InferenceResult {
    top = List.copyOf(top);
  }

  /** Whether the best class is the true one; false if the truth is unknown. */
  public boolean correct() {
    return frame.groundTruth().isPresent() && frame.groundTruth().getAsInt() == top.get(0).index();
  }
}
