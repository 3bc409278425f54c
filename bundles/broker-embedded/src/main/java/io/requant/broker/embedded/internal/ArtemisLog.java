package io.requant.broker.embedded.internal;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps Artemis from telling of every session, message and queue. It logs through
 * java.util.logging; a level or filter that somebody set stays.
 */
final class ArtemisLog {

  /** No dead letter address, no expiry address: not wanted here, and said of every queue. */
  private static final String[] NOISE = {"AMQ222165", "AMQ222166"};

  // Held here: java.util.logging forgets a logger, and its level, that nobody holds.
  private final Logger all = Logger.getLogger("org.apache.activemq");
  private final Logger server = Logger.getLogger("org.apache.activemq.artemis.core.server");

  void quieten() {
    if (all.getLevel() == null) {
      all.setLevel(Level.WARNING);
    }
    if (server.getFilter() == null) {
      server.setFilter(ArtemisLog::isWorthReading);
    }
  }

  private static boolean isWorthReading(LogRecord log) {
    for (String code : NOISE) {
      if (log.getMessage() != null && log.getMessage().startsWith(code)) {
        return false;
      }
    }
    return true;
  }
}
