package io.requant.transport.mqtt.internal;

import java.net.URI;
import java.util.List;

/**
 * Which broker to try next, and after how long: the one that was lost first, then the others in the
 * order of the configuration, round and round. Within a round the delays are short, as nothing is
 * known against the next broker; from round to round they grow. On the loop only.
 */
final class Brokers {

  private final List<URI> urls;
  private final Backoff backoff;
  private int current;
  private int triedInRound;

  Brokers(List<URI> urls, Backoff backoff) {
    this.urls = List.copyOf(urls);
    this.backoff = backoff;
  }

  /** The broker to try, or that is connected. */
  URI current() {
    return urls.get(current);
  }

  /**
   * A connection was up and is lost.
   *
   * @param stable whether it was up for some time
   * @return nanoseconds to wait before the same broker is tried again
   */
  long lost(boolean stable) {
    if (stable) {
      backoff.reset();
    }
    triedInRound = 0;
    return backoff.next();
  }

  /**
   * No connection came about.
   *
   * @return nanoseconds to wait before the next broker is tried
   */
  long failed() {
    current = (current + 1) % urls.size();
    triedInRound++;
    if (triedInRound < urls.size()) {
      return backoff.first();
    }
    triedInRound = 0;
    return backoff.next();
  }
}
