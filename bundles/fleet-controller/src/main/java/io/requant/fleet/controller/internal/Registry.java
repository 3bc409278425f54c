package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetController.ReportListener;
import io.requant.api.fleet.FleetController.Subscription;
import io.requant.api.fleet.GatewayReport;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.Reported.ActivationFigures;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The last report of every gateway, and those who wait for one. */
final class Registry {

  /** Most gateways of one controller: beyond, shards are shared among several. */
  static final int MAX_GATEWAYS = 1_000_000;

  private static final Logger LOG = System.getLogger(Registry.class.getName());

  /** What is known of a gateway. */
  private record Known(Reported reported, GatewayReport view) {}

  private record Waiting(
      String gateway, Position position, CompletableFuture<GatewayReport> future) {}

  private final TreeMap<String, Known> gateways = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<ReportListener> listeners = new CopyOnWriteArrayList<>();

  /** What a report changes. */
  enum Change {
    /** It is older than the one before. */
    STALE,
    /** Only figures changed. */
    FIGURES,
    /** Phase, code, position, policy or refusals changed. */
    STATE
  }

  /** Takes a report. */
  Change report(Reported reported, Instant now) {
    GatewayReport view = view(reported, now, true);
    List<CompletableFuture<GatewayReport>> done = new ArrayList<>();
    Change change;
    synchronized (this) {
      Known before = gateways.get(reported.gateway());
      if (before == null && gateways.size() >= MAX_GATEWAYS) {
        LOG.log(Level.ERROR, "more than {0} gateways; report ignored", MAX_GATEWAYS);
        return Change.STALE;
      }
      if (before != null
          && before.reported().bootId().equals(reported.bootId())
          && before.reported().reportSeq() >= reported.reportSeq()) {
        return Change.STALE;
      }
      change =
          before != null && sameState(before.reported(), reported) ? Change.FIGURES : Change.STATE;
      gateways.put(reported.gateway(), new Known(reported, view));
      for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
        Waiting w = i.next();
        if (w.gateway().equals(reported.gateway()) && settles(view, w.position())) {
          done.add(w.future());
          i.remove();
        }
      }
    }
    listeners.forEach(listener -> tell(listener, view));
    done.forEach(future -> future.complete(view));
    return change;
  }

  private static void tell(ReportListener listener, GatewayReport view) {
    try {
      listener.reported(view);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a listener failed", e);
    }
  }

  private static boolean sameState(Reported a, Reported b) {
    return a.bootId().equals(b.bootId())
        && a.phase() == b.phase()
        && a.code().equals(b.code())
        && a.observed().equals(b.observed())
        && a.active().equals(b.active())
        && a.refusal().equals(b.refusal());
  }

  private static boolean settles(GatewayReport report, Position position) {
    return report.phase().settled()
        && new Position(report.epoch(), report.seq()).compareTo(position) >= 0;
  }

  /** Takes a presence; a will that is late does not overrule a newer process. */
  synchronized void presence(Presence presence) {
    Known known = gateways.get(presence.gateway());
    if (known == null) {
      return;
    }
    boolean ofAnother =
        presence.bootId().isPresent() && !presence.bootId().get().equals(known.reported().bootId());
    if (ofAnother && presence.state() == Presence.State.OFFLINE) {
      return;
    }
    gateways.put(
        presence.gateway(),
        new Known(
            known.reported(),
            view(
                known.reported(),
                known.view().receivedAt(),
                presence.state() == Presence.State.ONLINE)));
  }

  /** All views, ordered by gateway. */
  synchronized List<GatewayReport> reports() {
    return gateways.values().stream().map(Known::view).toList();
  }

  /** The last report of a gateway as it said it. */
  synchronized Optional<Reported> last(String gateway) {
    return Optional.ofNullable(gateways.get(gateway)).map(Known::reported);
  }

  /** Waits for a gateway to be done with a message. */
  CompletableFuture<GatewayReport> settled(String gateway, Position position) {
    CompletableFuture<GatewayReport> future = new CompletableFuture<>();
    synchronized (this) {
      Known known = gateways.get(gateway);
      if (known != null && settles(known.view(), position)) {
        future.complete(known.view());
      } else {
        // Those who gave up waiting must not stay here.
        waiting.removeIf(w -> w.future().isDone());
        waiting.add(new Waiting(gateway, position, future));
      }
    }
    return future;
  }

  /** Adds a listener. */
  Subscription listen(ReportListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Ends all waiting. */
  void close() {
    List<Waiting> left;
    synchronized (this) {
      left = List.copyOf(waiting);
      waiting.clear();
    }
    left.forEach(
        w -> w.future().completeExceptionally(new IllegalStateException("the controller stopped")));
  }

  private static GatewayReport view(Reported r, Instant receivedAt, boolean online) {
    Optional<ActivationFigures> figures = r.activation().filter(f -> f.seq() == r.observed().seq());
    return new GatewayReport(
        r.gateway(),
        receivedAt,
        online,
        r.bootId(),
        r.reportSeq(),
        r.observed().epoch(),
        r.observed().seq(),
        r.phase(),
        r.code().map(RejectionCode::name),
        r.message(),
        r.active().map(Reported.ActivePolicy::name).orElse(""),
        r.active().map(Reported.ActivePolicy::digest).orElse(""),
        figures.map(f -> micros(f.firstFrameMicros().orElse(f.exchangeMicros()))),
        figures.map(f -> micros(f.shadowMicros())),
        figures.flatMap(ActivationFigures::agreement),
        r.health().map(Reported.Health::framesPerSecond).orElse(0.0),
        r.health().map(Reported.Health::p99Micros).orElse(0L),
        r.health().map(Reported.Health::lost).orElse(0L));
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(1000 * micros);
  }
}
