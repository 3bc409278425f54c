package io.requant.display.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what the live page asks for, but for the stream of events. */
final class LivePage {

  private record Resource(String name, String type) {}

  private static final Map<String, Resource> RESOURCES =
      Map.of(
          "/", new Resource("web/index.html", "text/html; charset=utf-8"),
          "/app.js", new Resource("web/app.js", "text/javascript; charset=utf-8"),
          "/app.css", new Resource("web/app.css", "text/css; charset=utf-8"));

  private final Supplier<byte[]> status;
  private final Supplier<Optional<LcdPicture>> lcd;

  /**
   * Joins the parts.
   *
   * @param status gives the status as JSON
   * @param lcd gives the LCD that is mirrored, if one is there
   */
  LivePage(Supplier<byte[]> status, Supplier<Optional<LcdPicture>> lcd) {
    this.status = status;
    this.lcd = lcd;
  }

  /** The reply to a path, without query. */
  Reply reply(String path) {
    Resource resource = RESOURCES.get(path);
    if (resource != null) {
      return new Reply(200, resource.type(), read(resource.name()));
    }
    return switch (path) {
      case "/api/status" -> new Reply(200, "application/json; charset=utf-8", status.get());
      case "/lcd.png" ->
          lcd.get()
              .map(picture -> new Reply(200, "image/png", picture.png()))
              .orElseGet(
                  () -> Reply.text(404, "no LCD is there: configure io.requant.display.lcd"));
      default -> Reply.text(404, "there is nothing at this path; the page is at /");
    };
  }

  private static byte[] read(String name) {
    try (InputStream in = LivePage.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " of the display bundle", e);
    }
  }
}
