package io.requant.fleet.controller.internal;

import io.requant.api.transport.Transport;
import io.requant.api.transport.Transport.ConnectionListener;
import io.requant.api.transport.Transport.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that the broker does not know this controller any more: it is another one after a
 * fail-over, or lost its memory. Then what it retained is gone too, and reports that came meanwhile
 * were heard by nobody.
 */
final class BrokerWatch implements AutoCloseable {

  private final AtomicBoolean forgot = new AtomicBoolean();
  private final Subscription subscription;

  /** Begins to watch; the first connection is none to be told of. */
  BrokerWatch(Transport transport) {
    subscription =
        transport.onConnection(
            new ConnectionListener() {
              private boolean known = transport.connected();

              @Override
              public void connectionChanged(boolean connected) {
                known |= connected;
              }

              @Override
              public void sessionBegan() {
                if (known) {
                  forgot.set(true);
                }
              }
            });
  }

  /** Whether that has happened since this was asked last. */
  boolean forgot() {
    return forgot.getAndSet(false);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
