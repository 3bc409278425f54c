package io.requant.fleet.simulator.internal;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what thousands of agents say of faults that are wanted out of the log, for a while. */
final class QuietLog implements AutoCloseable {

  // Held here: java.util.logging forgets a logger, and its level, that nobody holds.
  private final Logger logger;
  private final Level before;

  QuietLog(String name) {
    logger = Logger.getLogger(name);
    before = logger.getLevel();
    logger.setLevel(Level.SEVERE);
  }

  @Override
  public void close() {
    logger.setLevel(before);
  }
}
