package io.requant.display.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.PipelineStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Remembers what one moment cannot show: recent times, recent verdicts, changes of engine. */
final class Chronicle {

  /** Times that are remembered. */
  static final int TIMES = 160;

  /** Verdicts that are remembered. */
  static final int VERDICTS = 200;

  /** Changes that are remembered. */
  static final int CHANGES = 40;

  private final Deque<Integer> inferMicros = new ArrayDeque<>();
  private final Deque<Boolean> verdicts = new ArrayDeque<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private Optional<EngineInfo> engine = Optional.empty();
  private boolean started;

  /**
   * A change of what computes.
   *
   * @param atMillis when it was seen, milliseconds since 1970
   * @param kind what changed
   * @param from name before; empty if there was none
   * @param to name after; empty if there is none
   * @param swaps exchanges of engines by then
   */
  record Change(long atMillis, Kind kind, String from, String to, long swaps) {}

  /** What changed. */
  enum Kind {
    /** The first engine since the display started. */
    START,
    /** Another policy computes, on whatever backend. */
    POLICY,
    /** The same policy is computed by another backend or code path. */
    BACKEND,
    /** No backend computes any more. */
    LOST,
    /** A backend computes again. */
    BACK
  }

  /**
   * What is remembered.
   *
   * @param inferMicros inference times of recent results, oldest first
   * @param judged recent results of the present engine whose true class is known
   * @param correct how many of them named it
   * @param changes changes of engine, newest first
   */
  record View(List<Integer> inferMicros, int judged, int correct, List<Change> changes) {
    View {
      inferMicros = List.copyOf(inferMicros);
      changes = List.copyOf(changes);
    }
  }

  /** Takes a result. */
  synchronized void result(InferenceResult result) {
    push(inferMicros, (int) Math.min(Integer.MAX_VALUE, result.inferNanos() / 1000), TIMES);
    boolean current = engine.isEmpty() || engine.get().equals(result.engine());
    if (current && result.frame().groundTruth().isPresent()) {
      push(verdicts, result.correct(), VERDICTS);
    }
  }

  /** Takes a look at the pipeline. */
  synchronized void status(PipelineStatus status, long nowMillis) {
    Optional<EngineInfo> now = status.engine();
    if (now.equals(engine)) {
      return;
    }
    Kind kind = kind(engine, now);
    push(
        changes,
        new Change(nowMillis, kind, name(kind, engine), name(kind, now), status.swaps()),
        CHANGES);
    engine = now;
    started = true;
    verdicts.clear();
  }

  private Kind kind(Optional<EngineInfo> before, Optional<EngineInfo> after) {
    if (after.isEmpty()) {
      return Kind.LOST;
    }
    if (before.isEmpty()) {
      return started ? Kind.BACK : Kind.START;
    }
    return before.get().policyDigest().equals(after.get().policyDigest())
        ? Kind.BACKEND
        : Kind.POLICY;
  }

  private static String name(Kind kind, Optional<EngineInfo> engine) {
    return engine
        .map(info -> kind == Kind.POLICY ? info.policy() : info.backend() + " · " + info.path())
        .orElse("");
  }

  private static <T> void push(Deque<T> queue, T value, int most) {
    if (queue.size() == most) {
      queue.removeFirst();
    }
    queue.addLast(value);
  }

  /** What is remembered now. */
  synchronized View view() {
    List<Change> newestFirst = new ArrayList<>();
    changes.descendingIterator().forEachRemaining(newestFirst::add);
    int correct = (int) verdicts.stream().filter(verdict -> verdict).count();
    return new View(List.copyOf(inferMicros), verdicts.size(), correct, newestFirst);
  }
}
