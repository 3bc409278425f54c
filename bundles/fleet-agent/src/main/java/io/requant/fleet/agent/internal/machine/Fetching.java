package io.requant.fleet.agent.internal.machine;

import java.util.Optional;

/** What is being fetched for the message in force, or was. One thread at a time. */
final class Fetching {

  /** Begins to fetch; the agent hears of the end under the token. */
  interface Port {
    /** Fetches in place of what is being fetched. */
    void fetch(long token, Fetcher.Wanted wanted);

    /** Gives up what is being fetched. */
    void cancel();
  }

  private final Port port;

  /** Ties what was fetched to the work that needs it; older answers are ignored. */
  private long token;

  private boolean running;
  private Optional<byte[]> content = Optional.empty();

  Fetching(Port port) {
    this.port = port;
  }

  /** Whether it is not there yet. */
  boolean running() {
    return running;
  }

  /** What has been fetched. */
  Optional<byte[]> content() {
    return content;
  }

  void begin(Fetcher.Wanted wanted) {
    running = true;
    port.fetch(++token, wanted);
  }

  /** Forgets what was fetched, and gives up what is being fetched. */
  void stop() {
    token++;
    if (running) {
      port.cancel();
    }
    running = false;
    content = Optional.empty();
  }

  /**
   * Hears how fetching ended.
   *
   * @return whether that is of what is wanted now
   */
  boolean ended(long of, Fetcher.Outcome outcome) {
    if (of != token || !running) {
      return false;
    }
    running = false;
    if (outcome instanceof Fetcher.Outcome.Fetched whole) {
      content = Optional.of(whole.content());
    }
    return true;
  }
}
