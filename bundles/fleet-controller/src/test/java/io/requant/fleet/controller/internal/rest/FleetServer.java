package io.requant.fleet.controller.internal.rest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** The servlet in a container, on a free port of the loopback interface. */
public final class FleetServer implements AutoCloseable {

  private final Server server;

  public FleetServer(Site site) throws Exception {
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder holder = new ServletHolder(new FleetServlet(site));
    for (String pattern : List.of("/api/v1/*", "/fleet/*", "/metrics", "/health/*")) {
      context.addServlet(holder, pattern);
    }
    server.setHandler(context);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getURI().getPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the container did not stop", e);
    }
  }
}
