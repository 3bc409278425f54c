package io.requant.fleet.agent.internal.machine;

import java.io.IOException;
import java.util.Optional;

/** Keeps an agent's state over restarts and power failures. */
public interface StateStore {

  /**
   * The state saved last; empty if none ever was.
   *
   * @throws IOException if there is one but it cannot be read
   */
  Optional<AgentState> load() throws IOException;

  /** Saves; when this returns, the state is on disk. */
  void save(AgentState state) throws IOException;
}
