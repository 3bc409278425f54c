package io.requant.fleet.controller.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The libraries of the store say a dozen lines at every start. They say warnings only, unless the
 * configuration of java.util.logging gives them a level.
 */
final class QuietLogs {

  /** Referenced: a logger that nobody references forgets its level. */
  private static final List<Logger> LOGGERS = new ArrayList<>();

  private QuietLogs() {}

  static synchronized void apply() {
    if (!LOGGERS.isEmpty()) {
      return;
    }
    for (String name : List.of("com.zaxxer.hikari", "org.flywaydb")) {
      Logger logger = Logger.getLogger(name);
      if (logger.getLevel() == null) {
        logger.setLevel(Level.WARNING);
      }
      LOGGERS.add(logger);
    }
  }
}
