package io.requant.fleet.simulator.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/** The broker that a simulated fleet meets at. */
public interface Broker extends AutoCloseable {

  /** What reports call it. */
  String name();

  /** Where it listens. */
  InetSocketAddress address();

  /** The same for the controller. */
  default URI url() {
    String host =
        address().getAddress().isLoopbackAddress() ? "127.0.0.1" : address().getHostString();
    return URI.create("tcp://" + host + ":" + address().getPort());
  }

  /** Whether {@link #restart()} can be asked for. */
  boolean restartable();

  /** Ends it as hard as it can be, and starts it again on the same address with what it kept. */
  void restart() throws IOException, InterruptedException;

  /** What it took of the machine, for reports; empty if it is not known. */
  Map<String, Object> usage();

  /** Ends it, if it was started here. */
  @Override
  void close() throws InterruptedException;
}
