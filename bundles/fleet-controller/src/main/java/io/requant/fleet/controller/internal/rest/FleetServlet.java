package io.requant.fleet.controller.internal.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the REST interface, the fleet page, figures and health over HTTP. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("requant-fleet")
@HttpWhiteboardServletPattern({"/api/v1/*", "/fleet/*", "/metrics", "/health/*"})
public final class FleetServlet implements Servlet {

  private static final Logger LOG = System.getLogger(FleetServlet.class.getName());
  private static final String API = "/api/v1";
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cache-Control", "no-store");

  private final Site site;
  private final Gate gate;
  private ServletConfig config;

  @Activate
  public FleetServlet(@Reference Site site) {
    this.site = site;
    gate = new Gate(site.tokens());
  }

  @Override
  public void service(ServletRequest anyRequest, ServletResponse anyResponse) throws IOException {
    HttpServletRequest request = (HttpServletRequest) anyRequest;
    HttpServletResponse response = (HttpServletResponse) anyResponse;
    HEADERS.forEach(response::setHeader);
    try {
      answer(request, response);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, request.getMethod() + " " + request.getRequestURI() + " failed", e);
      send(response, Reply.problem(500, "the request failed; the controller's log says more"));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getRequestURI();
    Optional<StaticFiles.File> file = StaticFiles.find(path);
    boolean open = file.isPresent() || path.startsWith("/health/");
    Gate.Verdict verdict = open ? gate.open(visitor(request)) : gate.check(visitor(request));
    if (!verdict.letIn()) {
      if (verdict.problem().status() == HttpServletResponse.SC_UNAUTHORIZED) {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"requant-fleet\"");
      }
      send(response, verdict.problem());
    } else if (open && !request.getMethod().equals("GET")) {
      send(response, Reply.problem(405, "'" + path + "' takes GET"));
    } else if (file.isPresent()) {
      send(response, 200, file.get().type(), file.get().content());
    } else if (path.startsWith("/health/")) {
      health(path, response);
    } else if (path.equals("/metrics")) {
      metrics(response);
    } else if (path.startsWith(API + "/")) {
      api(request, response, verdict.who());
    } else {
      send(response, Reply.problem(404, "'" + path + "' is nothing here; the page is /fleet/"));
    }
  }

  private void api(HttpServletRequest request, HttpServletResponse response, String who)
      throws IOException {
    byte[] body = new byte[0];
    if (!request.getMethod().equals("GET")) {
      try (InputStream in = request.getInputStream()) {
        body = in.readNBytes(Body.MAX_BYTES + 1);
      }
    }
    String type = request.getContentType();
    if (body.length > Body.MAX_BYTES) {
      send(response, Reply.problem(413, "the request is larger than " + Body.MAX_BYTES + " bytes"));
    } else if (body.length > 0 && (type == null || !type.startsWith(Reply.JSON))) {
      send(response, Reply.problem(415, "the content must be " + Reply.JSON));
    } else {
      Map<String, String> query = new LinkedHashMap<>();
      for (String name : Collections.list(request.getParameterNames())) {
        query.put(name, request.getParameter(name));
      }
      String path = request.getRequestURI().substring(API.length());
      send(response, site.answer(new Call(request.getMethod(), path, query, body, who)));
    }
  }

  private void metrics(HttpServletResponse response) throws IOException {
    Optional<Site.Served> served = site.served();
    if (served.isPresent()) {
      send(response, 200, Metrics.TYPE, served.get().metrics().text());
    } else {
      send(response, Reply.problem(503, site.waiting()));
    }
  }

  private void health(String path, HttpServletResponse response) throws IOException {
    Optional<String> problem = site.problem();
    if (path.equals("/health/live")) {
      send(response, Reply.ok(Reply.object().put("status", "UP")));
    } else if (!path.equals("/health/ready")) {
      send(response, Reply.problem(404, "there are /health/live and /health/ready"));
    } else if (problem.isPresent()) {
      send(response, Reply.problem(503, problem.get()));
    } else {
      boolean leads = site.served().filter(served -> served.operations().leads()).isPresent();
      send(response, Reply.ok(Reply.object().put("status", "UP").put("leads", leads)));
    }
  }

  private static Gate.Visitor visitor(HttpServletRequest request) {
    Object given = request.getAttribute(CERTIFICATES);
    String certificate =
        given instanceof X509Certificate[] chain && chain.length > 0
            ? chain[0].getSubjectX500Principal().getName()
            : null;
    return new Gate.Visitor(
        request.getMethod(),
        request.getLocalAddr(),
        request.getHeader("Host"),
        request.getHeader("Authorization"),
        certificate);
  }

  private static void send(HttpServletResponse response, Reply reply) throws IOException {
    send(
        response,
        reply.status(),
        reply.type(),
        (reply.json().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpServletResponse response, int status, String type, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  @Override
  public void init(ServletConfig given) {
    config = given;
  }

  @Override
  public ServletConfig getServletConfig() {
    return config;
  }

  @Override
  public String getServletInfo() {
    return "Requant fleet";
  }

  @Override
  public void destroy() {}
}
