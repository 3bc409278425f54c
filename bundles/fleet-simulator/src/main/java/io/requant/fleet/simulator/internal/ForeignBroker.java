package io.requant.fleet.simulator.internal;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/** A broker that runs already, somewhere. */
record ForeignBroker(String name, InetSocketAddress address) implements Broker {

  private static final int USUAL_PORT = 1883;

  /** Takes the address from a URL: {@code tcp://host:port}. */
  static ForeignBroker of(URI url) {
    if (!"tcp".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException("broker '" + url + "' is no tcp://HOST:PORT");
    }
    int port = url.getPort() < 0 ? USUAL_PORT : url.getPort();
    InetSocketAddress address = new InetSocketAddress(url.getHost(), port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("host '" + url.getHost() + "' is not known");
    }
    return new ForeignBroker(url.toString(), address);
  }

  @Override
  public boolean restartable() {
    return false;
  }

  @Override
  public void restart() {
    throw new UnsupportedOperationException("it was not started here");
  }

  @Override
  public Map<String, Object> usage() {
    return Map.of();
  }

  @Override
  public void close() {
    // It was there before, and stays.
  }
}
