package io.requant.display.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** The servlets in a container, on a free port of the loopback interface. */
final class WebServer implements AutoCloseable {

  private final Server server;

  WebServer(LiveSite site, int port) throws Exception {
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder page = new ServletHolder(new PageServlet(() -> site));
    for (String pattern : List.of("/app.js", "/app.css", "/lcd.png", "/api/status")) {
      context.addServlet(page, pattern);
    }
    context.addServlet(new ServletHolder(new IndexServlet(() -> site)), "");
    ServletHolder events = new ServletHolder(new EventServlet(() -> site));
    events.setAsyncSupported(true);
    context.addServlet(events, "/events");
    server.setHandler(context);
    server.start();
  }

  int port() {
    return server.getURI().getPort();
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
