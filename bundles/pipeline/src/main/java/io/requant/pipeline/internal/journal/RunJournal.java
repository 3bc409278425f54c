package io.requant.pipeline.internal.journal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Pipeline.ResultListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened since the pipeline started: frames and accuracy under each policy, and every change
 * of engine with the gap that it left between two results. Bounded: the newest {@value #MAX_SWAPS}
 * changes and {@value #MAX_POLICIES} policies.
 */
final class RunJournal implements ResultListener {

  static final int MAX_SWAPS = 1000;
  static final int MAX_POLICIES = 256;

  /**
   * Frames under one policy.
   *
   * @param frames results
   * @param labelled results whose true class is known
   * @param correct labelled results that were right
   */
  record PolicyAccount(long frames, long labelled, long correct) {

    PolicyAccount plus(InferenceResult result) {
      boolean known = result.frame().groundTruth().isPresent();
      return new PolicyAccount(
          frames + 1, labelled + (known ? 1 : 0), correct + (result.correct() ? 1 : 0));
    }
  }

  /**
   * One change of engine.
   *
   * @param from the engine before
   * @param to the engine after
   * @param atFrame id of the first frame that the new one computed
   * @param gapNanos time between the last result of the old and the first of the new
   */
  record EngineChange(EngineInfo from, EngineInfo to, long atFrame, long gapNanos) {}

  private final Map<String, PolicyAccount> policies = new LinkedHashMap<>();
  private final Deque<EngineChange> changes = new ArrayDeque<>();
  private EngineInfo last;
  private long lastNanos;

  @Override
  public synchronized void completed(InferenceResult result) {
    EngineInfo engine = result.engine();
    PolicyAccount account = policies.get(engine.policy());
    if (account != null || policies.size() < MAX_POLICIES) {
      PolicyAccount before = account == null ? new PolicyAccount(0, 0, 0) : account;
      policies.put(engine.policy(), before.plus(result));
    }
    note(engine, result);
  }

  // One engine has one description: another object is another engine, even if it reads the same.
  @SuppressWarnings("ReferenceEquality")
  private void note(EngineInfo engine, InferenceResult result) {
    if (last != null && last != engine) {
      if (changes.size() == MAX_SWAPS) {
        changes.removeFirst();
      }
      changes.addLast(
          new EngineChange(last, engine, result.frame().id(), result.completedNanos() - lastNanos));
    }
    last = engine;
    lastNanos = result.completedNanos();
  }

  /** Accounts by policy name, in order of first use. */
  synchronized Map<String, PolicyAccount> policies() {
    return new LinkedHashMap<>(policies);
  }

  /** Changes of engine, oldest first. */
  synchronized List<EngineChange> changes() {
    return new ArrayList<>(changes);
  }
}
