package io.requant.display.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Serves the page itself, at the root and nowhere else.
 *
 * <p>Its pattern is the empty string, which means exactly the root (Servlet 6.1, section 12.2);
 * {@code "/"} would catch what other bundles leave unanswered. A component property of several
 * values cannot hold an empty one, hence a servlet of its own.
 */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=")
public final class IndexServlet extends GuardedServlet {

  private final LivePage page;

  @Activate
  public IndexServlet(@Reference SiteHost host) {
    super(host.site().guard());
    page = host.site().page();
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    send(response, page.reply("/"));
  }
}
