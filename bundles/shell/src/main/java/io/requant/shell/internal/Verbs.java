package io.requant.shell.internal;

import io.requant.api.command.Verb;
import java.time.Duration;
import java.util.Optional;

/** Finds verbs by name. */
interface Verbs {

  /** Does something with a fresh instance of a verb. */
  interface Use {
    /** Uses it; it is gone afterwards. */
    int with(Verb verb);
  }

  /**
   * Runs something with a fresh instance of a verb.
   *
   * @param patience how long to wait for the verb to be there
   * @return what the use returned; empty if there is no such verb
   * @throws IllegalArgumentException if the name cannot be a verb's
   */
  Optional<Integer> use(String name, Duration patience, Use use) throws InterruptedException;
}
