package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetController.ReportListener;
import io.requant.api.fleet.FleetController.Subscription;
import io.requant.api.fleet.GatewayReport;
import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those in this process who listen to reports, or wait for one. */
final class Waiters {

  private static final Logger LOG = System.getLogger(Waiters.class.getName());

  private record Waiting(
      String gateway, Position position, CompletableFuture<GatewayReport> future) {}

  private final List<Waiting> waiting = new ArrayList<>();
  private final List<ReportListener> listeners = new CopyOnWriteArrayList<>();

  /** Tells those whom a report concerns. */
  void reported(GatewayRow row) {
    List<CompletableFuture<GatewayReport>> done = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
        Waiting w = i.next();
        if (w.gateway().equals(row.id()) && settles(row, w.position())) {
          done.add(w.future());
          i.remove();
        }
      }
    }
    if (done.isEmpty() && listeners.isEmpty()) {
      return;
    }
    GatewayReport view = Views.report(row);
    listeners.forEach(listener -> tell(listener, view));
    done.forEach(future -> future.complete(view));
  }

  private static void tell(ReportListener listener, GatewayReport view) {
    try {
      listener.reported(view);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a listener failed", e);
    }
  }

  private static boolean settles(GatewayRow row, Position position) {
    return row.phase().settled() && row.observed().compareTo(position) >= 0;
  }

  /**
   * Waits for a gateway to be done with a message.
   *
   * @param known looks up what it said last
   */
  CompletableFuture<GatewayReport> settled(String gateway, Position position, Registry known) {
    CompletableFuture<GatewayReport> future = new CompletableFuture<>();
    synchronized (this) {
      // Those who gave up waiting must not stay here.
      waiting.removeIf(w -> w.future().isDone());
      waiting.add(new Waiting(gateway, position, future));
    }
    Optional<GatewayRow> row = known.find(gateway).map(Registry.Entry::row);
    row.filter(r -> settles(r, position)).ifPresent(r -> future.complete(Views.report(r)));
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
}
