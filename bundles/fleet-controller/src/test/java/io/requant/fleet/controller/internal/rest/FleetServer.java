package io.requant.fleet.controller.internal.rest;

import java.net.URI;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The servlet in a container, on a free port of the loopback interface. */
public final class FleetServer implements AutoCloseable {

  private final Server server = new Server();
  private final String scheme;

  /** Without TLS. */
  public FleetServer(Site site) throws Exception {
    scheme = "http";
    start(site, new ServerConnector(server));
  }

  /** With TLS that needs client certificates. */
  public FleetServer(Site site, TlsFiles files) throws Exception {
    scheme = "https";
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(files.keys.toString());
    tls.setKeyStorePassword(files.secret());
    tls.setTrustStorePath(files.trust.toString());
    tls.setTrustStorePassword(files.secret());
    tls.setNeedClientAuth(true);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false));
    start(
        site,
        new ServerConnector(
            server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http)));
  }

  private void start(Site site, ServerConnector connector) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder holder = new ServletHolder(new FleetServlet(site));
    for (String pattern : List.of("/api/v1/*", "/fleet/*", "/metrics", "/health/*")) {
      context.addServlet(holder, pattern);
    }
    server.setHandler(context);
    server.start();
  }

  public URI address() {
    return URI.create(
        scheme + "://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
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
