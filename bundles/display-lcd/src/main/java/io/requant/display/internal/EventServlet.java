package io.requant.display.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the stream of events, without a thread per reader. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("requant-live-events")
@HttpWhiteboardServletPattern("/events")
@HttpWhiteboardServletAsyncSupported
public final class EventServlet extends GuardedServlet {

  private final EventHub hub;

  @Activate
  public EventServlet(@Reference SiteHost host) {
    super(host.site().guard());
    hub = host.site().hub();
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    ServletOutputStream out = response.getOutputStream();
    Optional<EventClient> joined = hub.join(new AsyncChannel(async, out));
    if (joined.isEmpty()) {
      response.setHeader("Retry-After", "10");
      send(response, Reply.text(503, "too many readers; ask /api/status from time to time"));
      async.complete();
      return;
    }
    EventClient client = joined.get();
    async.addListener(new Departure(hub, client));
    response.setContentType("text/event-stream; charset=utf-8");
    out.setWriteListener(
        new WriteListener() {
          @Override
          public void onWritePossible() {
            client.writable();
          }

          @Override
          public void onError(Throwable failure) {
            hub.leave(client);
          }
        });
  }

  /** An asynchronous reply as a channel. */
  private record AsyncChannel(AsyncContext async, ServletOutputStream out)
      implements EventClient.Channel {

    @Override
    public boolean ready() {
      return out.isReady();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void end() {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        // The container has ended it already.
      }
    }
  }

  /** Takes the reader off the hub when the container ends the request. */
  private record Departure(EventHub hub, EventClient client) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      hub.leave(client);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      hub.leave(client);
    }

    @Override
    public void onError(AsyncEvent event) {
      hub.leave(client);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
