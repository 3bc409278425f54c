package io.requant.transport.mqtt.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What this process wants to hear, and what a broker has been told of it. On the loop only. */
final class Subscriptions {

  private static final Logger LOG = System.getLogger(Subscriptions.class.getName());

  private final String name;
  private final Loop loop;
  private final BiConsumer<Session, String> lost;

  /** Filters that are wanted, with the number of those who want them. */
  private final Map<String, Integer> filters = new HashMap<>();

  /** Filters that {@link #broker} acknowledged in its present session, to this process. */
  private final Set<String> subscribed = new HashSet<>();

  private URI broker;
  private Session session;

  /**
   * Nothing is wanted yet.
   *
   * @param lost hears that a session is of no use any more, and why
   */
  Subscriptions(String name, Loop loop, BiConsumer<Session, String> lost) {
    this.name = name;
    this.loop = loop;
    this.lost = lost;
  }

  /**
   * Goes on over a session.
   *
   * @param url whose it is: another broker has been told nothing
   * @param sessionPresent whether the broker still has what it was told
   * @return whether it has to be told everything anew
   */
  boolean connected(Session fresh, URI url, boolean sessionPresent) {
    session = fresh;
    boolean anew = !sessionPresent || !url.equals(broker);
    if (anew) {
      subscribed.clear();
    }
    broker = url;
    // A session may be of another process, which subscribed to other things. And a broker that was
    // killed may come back with one that is older than subscriptions it acknowledged.
    filters.keySet().forEach(filter -> send(filter, subscribed.contains(filter)));
    return anew;
  }

  /** Waits for another session. */
  void disconnected() {
    session = null;
  }

  /** Somebody wants to hear. */
  void add(String filter) {
    filters.merge(filter, 1, Integer::sum);
    if (session != null) {
      // Even if it is subscribed already: the new handler wants what is retained.
      send(filter, false);
    }
  }

  /** Somebody does not want to hear any more. */
  void remove(String filter) {
    boolean last =
        filters.computeIfPresent(filter, (f, count) -> count == 1 ? null : count - 1) == null;
    if (last) {
      subscribed.remove(filter);
      if (session != null) {
        session.unsubscribe(filter);
      }
    }
  }

  private void send(String filter, boolean confirm) {
    Session which = session;
    which.subscribe(
        filter,
        confirm,
        new Session.Result() {
          @Override
          public void answered(int reasonCode) {
            if (reasonCode >= 0x80) {
              LOG.log(
                  Level.ERROR,
                  "{0}: the broker refuses the subscription to {1}, reason code {2}",
                  name,
                  filter,
                  reasonCode);
            } else {
              loop.run(() -> acknowledged(which, filter));
            }
          }

          @Override
          public void broken(Throwable reason) {
            loop.run(() -> lost.accept(which, "subscribing failed: " + reason));
          }
        });
  }

  private void acknowledged(Session which, String filter) {
    if (which == session) {
      subscribed.add(filter);
    }
  }
}
