package io.requant.fleet.agent.internal.machine;

import io.requant.fleet.agent.internal.machine.AgentState.Progress;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.RejectionCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;

/** The agent's state, in memory and on disk. */
final class AgentMemory {

  private static final Logger LOG = System.getLogger(AgentMemory.class.getName());

  private final StateStore store;
  private AgentState state;

  /**
   * Reads what is stored.
   *
   * @throws IOException if it cannot be read
   */
  AgentMemory(StateStore store) throws IOException {
    this.store = store;
    state = store.load().orElse(AgentState.INITIAL);
  }

  AgentState state() {
    return state;
  }

  Progress progress() {
    return state.progress();
  }

  /** Changes the state once it is on disk, or not at all. */
  void commit(AgentState next) throws RefusedException {
    try {
      store.save(next);
    } catch (IOException e) {
      throw new RefusedException(
          RejectionCode.STORAGE_FAILED, "state cannot be stored: " + e.getMessage(), e);
    }
    state = next;
  }

  /** The policy is active and has to prove itself until then; stored with the next progress. */
  void soaking(Instant until) {
    state = state.with(state.trial().map(trial -> trial.soaking(until)));
  }

  /** There is nothing to go back to any more; stored with the next progress. */
  void forgetTrial() {
    state = state.with(Optional.empty());
  }

  /** Changes the progress in memory only: a restart repeats the step. */
  void note(Progress progress) {
    state = state.with(progress);
  }

  /** Changes the progress and stores it; if that fails, a restart repeats the step. */
  void settle(Progress progress) {
    state = state.with(progress);
    try {
      store.save(state);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "state not stored; a restart repeats the last step", e);
    }
  }
}
