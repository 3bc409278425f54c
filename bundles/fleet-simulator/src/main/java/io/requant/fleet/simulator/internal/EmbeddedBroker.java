package io.requant.fleet.simulator.internal;

import io.requant.api.fleet.BrokerEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** The broker of the bundle broker-embedded, in this process. It can be stopped, not killed. */
final class EmbeddedBroker implements Broker {

  private static final String PID = "io.requant.broker";

  private final BundleContext context;
  private final ConfigurationAdmin configurations;
  private final Path folder;
  private final InetSocketAddress address;
  private Services<BrokerEndpoint> service;

  /** Starts it; returns when it accepts clients. */
  EmbeddedBroker(BundleContext context, ConfigurationAdmin configurations, Path folder)
      throws IOException, InterruptedException {
    this.context = context;
    this.configurations = configurations;
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
    launch();
  }

  private void launch() throws IOException, InterruptedException {
    service =
        new Services<>(
            context,
            configurations.getConfiguration(PID, "?"),
            BrokerEndpoint.class,
            "",
            Map.of("port", address.getPort(), "dataDirectory", folder.toString()));
    service.await();
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public boolean restartable() {
    return true;
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    service.close();
    launch();
  }

  @Override
  public Map<String, Object> usage() {
    return Map.of();
  }

  @Override
  public void close() throws InterruptedException {
    service.close();
  }
}
