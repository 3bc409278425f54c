package io.requant.display.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the parts of the page, the picture and the status. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("requant-live-parts")
@HttpWhiteboardServletPattern({"/app.js", "/app.css", "/lcd.png", "/api/status"})
public final class PageServlet extends GuardedServlet {

  private final LivePage page;

  @Activate
  public PageServlet(@Reference SiteHost host) {
    super(host.site().guard());
    page = host.site().page();
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    send(response, page.reply(request.getServletPath()));
  }
}
