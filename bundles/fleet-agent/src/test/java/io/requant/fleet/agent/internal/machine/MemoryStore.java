package io.requant.fleet.agent.internal.machine;

import java.io.IOException;
import java.util.Optional;

/** A disk that can fail, or lose power before or after a write. */
final class MemoryStore implements StateStore {

  /** Power is lost. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Optional<AgentState> state = Optional.empty();
  private int saves;
  private int crashAt = Integer.MAX_VALUE;
  private boolean afterWriting;
  private boolean failing;

  /** Loses power at the n-th save from now, before or after it is on disk. */
  void crashAt(int n, boolean after) {
    saves = 0;
    crashAt = n;
    afterWriting = after;
  }

  void failing(boolean now) {
    failing = now;
  }

  int saves() {
    return saves;
  }

  @Override
  public Optional<AgentState> load() {
    return state;
  }

  @Override
  public void save(AgentState next) throws IOException {
    if (failing) {
      throw new IOException("no space left on device");
    }
    saves++;
    if (saves == crashAt && !afterWriting) {
      throw new Crash();
    }
    state = Optional.of(next);
    if (saves == crashAt) {
      throw new Crash();
    }
  }
}
