package io.requant.display.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** A servlet that answers only what the guard lets through. */
abstract class GuardedServlet implements Servlet {

  private final RequestGuard guard;
  private ServletConfig config;

  GuardedServlet(RequestGuard guard) {
    this.guard = guard;
  }

  /** Answers a request that the guard let through. */
  abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;

  @Override
  public final void service(ServletRequest anyRequest, ServletResponse anyResponse)
      throws IOException {
    HttpServletRequest request = (HttpServletRequest) anyRequest;
    HttpServletResponse response = (HttpServletResponse) anyResponse;
    Reply.HEADERS.forEach(response::setHeader);
    Optional<RequestGuard.Refusal> refusal =
        guard.check(
            new RequestGuard.Request(
                request.getMethod(),
                request.getHeader("Host"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Sec-Fetch-Mode")));
    if (refusal.isPresent()) {
      if (refusal.get().status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
        response.setHeader("Allow", "GET");
      }
      send(response, Reply.text(refusal.get().status(), refusal.get().reason()));
      return;
    }
    answer(request, response);
  }

  static void send(HttpServletResponse response, Reply reply) throws IOException {
    response.setStatus(reply.status());
    response.setContentType(reply.type());
    response.setContentLength(reply.body().length);
    response.getOutputStream().write(reply.body());
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
    return "Requant live page";
  }

  @Override
  public void destroy() {}
}
