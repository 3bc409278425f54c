package io.requant.transport.mqtt.internal;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.Transport.MessageHandler;
import io.requant.transport.mqtt.internal.Session.Arrival;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Hands messages to handlers, in order, on one thread, and acknowledges them afterwards.
 *
 * <p>After a restart the broker sends what it kept at once, before those whom it is for have
 * subscribed. A message without a handler therefore waits, unacknowledged, for {@link #PATIENCE}.
 */
final class Delivery {

  /**
   * How long a message waits for a handler: a controller on a busy machine opens its store first.
   */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A handler that ignores its interruption does not hold up the end for longer. */
  private static final Duration JOIN = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(Delivery.class.getName());

  private record Route(TopicFilter filter, MessageHandler handler) {}

  private record Parked(Arrival arrival, long untilNanos) {}

  private final String name;
  private final int limit;
  private final LongSupplier nanos;
  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final List<Parked> parked = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param limit most messages that wait; more than the receive maximum can only be of QoS 0
   * @param nanos a monotonic clock
   */
  Delivery(String name, int limit, LongSupplier nanos) {
    this.name = name;
    this.nanos = nanos;
    this.limit = limit;
    thread = new Thread(this::run, "requant-mqtt-" + name + "-delivery");
    thread.start();
  }

  /** Adds a handler; the result removes it. */
  Runnable add(TopicFilter filter, MessageHandler handler) {
    Route route = new Route(filter, handler);
    routes.add(route);
    execute(this::unpark);
    return () -> routes.remove(route);
  }

  /** Takes a message; does not block. */
  void arrived(Arrival arrival) {
    if (arrivals.size() >= 2 * limit && arrival.qos() == 0) {
      LOG.log(Level.WARNING, "{0}: {1} dropped: QoS 0, and too many wait", name, arrival.message());
      return;
    }
    arrivals.add(arrival);
    execute(this::deliverNext);
  }

  /** Runs something on the delivery thread, in order. */
  void execute(Runnable task) {
    queue.add(task);
  }

  /** Forgets what came over other sessions: the broker sends it again over this one. */
  void forgetAllBut(Session session) {
    arrivals.removeIf(arrival -> arrival.session() != session);
    execute(() -> parked.removeIf(p -> p.arrival().session() != session));
  }

  private void run() {
    while (!closed) {
      try {
        Runnable task = queue.poll(1, TimeUnit.SECONDS);
        if (task != null) {
          task.run();
        }
        giveUpParked();
      } catch (InterruptedException e) {
        // Only close() interrupts; the loop's condition says the rest.
      } catch (RuntimeException | LinkageError e) {
        LOG.log(Level.ERROR, name + ": a listener failed", e);
      }
    }
  }

  private void deliverNext() {
    Arrival arrival = arrivals.poll();
    if (arrival != null && !deliver(arrival)) {
      parked.add(new Parked(arrival, nanos.getAsLong() + PATIENCE.toNanos()));
    }
  }

  private boolean deliver(Arrival arrival) {
    InboundMessage message = arrival.message();
    boolean handled = false;
    for (Route route : routes) {
      if (route.filter().matches(message.topic())) {
        handled = true;
        handle(route.handler(), message);
      }
    }
    if (handled && !closed) {
      arrival.session().acknowledge(arrival);
    }
    return handled;
  }

  private void handle(MessageHandler handler, InboundMessage message) {
    try {
      handler.received(message);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, name + ": the handler of " + message.topic() + " failed", e);
    }
  }

  private void unpark() {
    parked.removeIf(p -> deliver(p.arrival()));
  }

  private void giveUpParked() {
    for (Iterator<Parked> i = parked.iterator(); i.hasNext(); ) {
      Parked p = i.next();
      if (nanos.getAsLong() - p.untilNanos() < 0) {
        return;
      }
      LOG.log(
          Level.WARNING,
          "{0}: message on {1} dropped: nobody subscribed to it within {2} s",
          name,
          p.arrival().message().topic(),
          PATIENCE.toSeconds());
      p.arrival().session().acknowledge(p.arrival());
      i.remove();
    }
  }

  /** Ends the thread; a handler that runs is interrupted and what it has is not acknowledged. */
  void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    if (thread != Thread.currentThread()) {
      thread.join(JOIN.toMillis());
    }
  }
}
