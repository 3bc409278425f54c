package io.requant.fleet.simulator.internal;

import io.requant.fleet.agent.internal.machine.AgentState;
import io.requant.fleet.agent.internal.machine.StateStore;
import io.requant.fleet.protocol.Position;
import java.util.Optional;

/** What survives a power failure of one gateway. Power may fail right before or after a write. */
final class GatewayDisk implements StateStore {

  private final GatewayLog log;
  private Optional<AgentState> state = Optional.empty();
  private Optional<Runnable> failure = Optional.empty();
  private boolean written;
  private boolean dead;

  GatewayDisk(GatewayLog log) {
    this.log = log;
  }

  /**
   * Lets power fail at the next write.
   *
   * @param after whether that is on disk then
   * @param then hears of it, in the middle of that write
   */
  void failAtNextWrite(boolean after, Runnable then) {
    written = after;
    failure = Optional.of(then);
  }

  /** Power is back. */
  void revive() {
    dead = false;
  }

  /** Power is gone: what runs on writes nothing. */
  void die() {
    dead = true;
    failure = Optional.empty();
  }

  @Override
  public Optional<AgentState> load() {
    return state;
  }

  @Override
  public void save(AgentState next) {
    if (dead) {
      return;
    }
    if (failure.isPresent()) {
      if (written) {
        write(next);
      }
      Runnable then = failure.get();
      die();
      then.run();
      return;
    }
    write(next);
  }

  private void write(AgentState next) {
    state = Optional.of(next);
    Position newest =
        next.ratchets().values().stream()
            .map(AgentState.Ratchet::ring)
            .max(Position::compareTo)
            .orElse(Position.NONE);
    log.stored(newest);
  }
}
