package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.Reported;
import io.requant.fleet.simulator.internal.Account.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** All simulated gateways, on a few lanes. */
public final class Fleet implements AutoCloseable {

  /** How many connect at the same time: brokers refuse a crowd. */
  private static final int CROWD = 250;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<Lane> lanes = new ArrayList<>();
  private final Map<String, SimulatedGateway> gateways = new LinkedHashMap<>();

  /** One text per digest: hundreds of thousands of events name a few. */
  private final Map<String, String> digests = new ConcurrentHashMap<>();

  /** Draws the devices; all are off. */
  public Fleet(int size, Surroundings around, int threads) {
    for (int i = 0; i < threads; i++) {
      lanes.add(new Lane(i));
    }
    for (int i = 1; i <= size; i++) {
      String id = "gw-%05d".formatted(i);
      gateways.put(id, new SimulatedGateway(id, around, lanes.get(i % threads)));
    }
  }

  /** By id. */
  public Map<String, SimulatedGateway> byId() {
    return gateways;
  }

  /** All of them. */
  public List<SimulatedGateway> all() {
    return List.copyOf(gateways.values());
  }

  /** Switches all on; returns when they are connected, or most are and time is over. */
  public void powerOn() throws InterruptedException {
    List<SimulatedGateway> all = all();
    int started = 0;
    long progress = System.nanoTime();
    int before = 0;
    while (started < gateways.size() || connected() < gateways.size()) {
      int connected = connected();
      if (connected > before) {
        before = connected;
        progress = System.nanoTime();
      }
      if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        return;
      }
      for (int end = Math.min(gateways.size(), connected + CROWD); started < end; started++) {
        SimulatedGateway next = all.get(started);
        next.lane().run(next::powerOn);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Takes what the observer heard a gateway say into its history. */
  public void said(Reported report) {
    SimulatedGateway gateway = gateways.get(report.gateway());
    if (gateway != null) {
      String active = report.active().map(Reported.ActivePolicy::digest).orElse("");
      gateway
          .log()
          .add(
              new GatewayEvent.Said(
                  report.observed(), digests.computeIfAbsent(active, Function.identity())));
    }
  }

  /** How many are connected. */
  public int connected() {
    return (int) gateways.values().stream().filter(SimulatedGateway::connected).count();
  }

  /** What is so. */
  public List<Truth> truths(Observer observer) {
    return gateways.values().stream()
        .map(g -> new Truth(g.id(), g.active(), g.connected(), observer.last(g.id())))
        .toList();
  }

  /** Ends all gateways, politely, then the lanes. */
  @Override
  public void close() throws InterruptedException {
    for (SimulatedGateway gateway : gateways.values()) {
      gateway.lane().run(gateway::end);
    }
    for (Lane lane : lanes) {
      lane.await(() -> {});
      lane.close();
    }
  }
}
