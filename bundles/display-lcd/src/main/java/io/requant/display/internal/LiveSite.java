package io.requant.display.internal;

import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.PipelineStatus;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The live page without servlets and framework. */
final class LiveSite {

  private final RequestGuard guard;
  private final EventHub hub;
  private final Observer observer;
  private final Chronicle chronicle = new Chronicle();
  private final LivePage page;
  private final Supplier<Optional<LcdPicture>> lcd;
  private final LongSupplier millis;
  private final long startMillis;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * Joins the parts.
   *
   * @param lcd gives the LCD that is mirrored, if one is there
   * @param millis milliseconds since 1970
   */
  LiveSite(
      RequestGuard guard,
      EventHub hub,
      Observer observer,
      Supplier<Optional<LcdPicture>> lcd,
      LongSupplier millis) {
    this.guard = guard;
    this.hub = hub;
    this.observer = observer;
    this.lcd = lcd;
    this.millis = millis;
    this.startMillis = millis.getAsLong();
    this.page = new LivePage(this::json, lcd);
  }

  RequestGuard guard() {
    return guard;
  }

  EventHub hub() {
    return hub;
  }

  LivePage page() {
    return page;
  }

  /** Takes what the display is shown. */
  void show(InferenceResult result, PipelineStatus status) {
    observer.show(result, status);
    chronicle.result(result);
  }

  /** Looks at the pipeline and tells the readers, if there are any. */
  void tick() {
    look();
    if (hub.hasClients()) {
      hub.publish(json());
    }
  }

  /** The status now. */
  byte[] json() {
    Observation seen = look();
    long now = millis.getAsLong();
    return StatusJson.encode(
        new LiveStatus(
            sequence.incrementAndGet(),
            now,
            now - startMillis,
            seen,
            chronicle.view(),
            ProcessFigures.now(),
            lcd.get()));
  }

  private Observation look() {
    Observation seen = observer.observe();
    seen.status().ifPresent(status -> chronicle.status(status, millis.getAsLong()));
    return seen;
  }
}
