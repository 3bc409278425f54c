package io.requant.fleet.simulator.internal;

import io.requant.api.fleet.PushOptions;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.simulator.internal.Belief.Kind;
import io.requant.model.policy.Policy;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Rolls a good policy out to a fleet, then a bad one, and judges what happened. */
final class Simulation {

  private static final Duration ALL_HEARD = Duration.ofMinutes(2);
  private static final Duration SETTLE = Duration.ofMinutes(1);
  private static final Duration QUIET = Duration.ofSeconds(16);
  private static final Duration SOAK = Duration.ofSeconds(2);
  private static final ShadowGates GATES =
      new ShadowGates(16, 0.9, Duration.ofMillis(50), Duration.ofSeconds(10));

  private final SimulationPlan plan;
  private final Fleet fleet;
  private final Broker broker;
  private final Staged controller;
  private final Observer observer;
  private final Catalogue catalogue;
  private final ThreadMeter meter;
  private final PrintWriter out;

  Simulation(
      SimulationPlan plan,
      Fleet fleet,
      Broker broker,
      Staged controller,
      Observer observer,
      Catalogue catalogue,
      ThreadMeter meter,
      PrintWriter out) {
    this.plan = plan;
    this.fleet = fleet;
    this.broker = broker;
    this.controller = controller;
    this.observer = observer;
    this.catalogue = catalogue;
    this.meter = meter;
    this.out = out;
  }

  /** Switches the fleet on; returns the seconds until the controller has heard everybody. */
  double assemble() throws InterruptedException {
    long start = System.nanoTime();
    fleet.powerOn();
    while (controller.heard() < plan.gateways()
        && System.nanoTime() - start < ALL_HEARD.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    say("%d of %d gateways heard after %.1f s", controller.heard(), plan.gateways(), seconds);
    return seconds;
  }

  /**
   * Rolls a policy out and waits until everybody has settled.
   *
   * @param name for the report
   * @param before what runs now, and what to go back to
   */
  Act act(String name, Policy policy, Policy before) throws InterruptedException {
    Observer.Counts counts = observer.counts();
    double cpu = meter.seconds();
    Chaos chaos =
        new Chaos(
            plan.faults(), fleet.all(), broker, plan.waves(), plan.seed() * 31 + name.hashCode());
    List<Act.Point> timeline = new ArrayList<>();
    long start = System.nanoTime();
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "requant-simulator-watch"));
    Staged.Result result;
    try {
      var unused =
          watch.scheduleAtFixedRate(
              () -> timeline.add(point(policy, start)), 0, 250, TimeUnit.MILLISECONDS);
      result =
          controller.roll(
              policy,
              before,
              options(),
              plan.shares(),
              wave -> {
                say("%s: wave %d after %.1f s", name, wave, (System.nanoTime() - start) / 1e9);
                chaos.wave(wave);
              });
      say("%s: %s after %d waves %s", name, result.end(), result.waves(), result.reason());
      chaos.settle();
      settle();
    } finally {
      watch.shutdownNow();
      watch.awaitTermination(5, TimeUnit.SECONDS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    boolean back = result.end() == Staged.End.ROLLED_BACK;
    Policy wanted = back ? before : policy;
    Account account =
        Account.of(fleet.truths(observer), controller.beliefs(), wanted.digest().hex());
    List<Violation> violations = new ArrayList<>(account.violations());
    if (back) {
      violations.addAll(Account.leftBehind(fleet.truths(observer), policy.digest().hex()));
    }
    return new Act(
        name,
        policy.name(),
        result,
        seconds,
        observer.counts().minus(counts),
        new Account(
            account.gateways(),
            account.converged(),
            account.explained(),
            account.unaccounted(),
            account.reasons(),
            violations),
        chaos.happened(),
        inFirstWave(policy),
        affected(policy),
        meter.seconds() - cpu,
        List.copyOf(timeline));
  }

  private PushOptions options() {
    return new PushOptions(
        GATES,
        Duration.ofDays(1),
        Duration.ofSeconds(plan.jitterSeconds()),
        SOAK,
        Optional.empty(),
        AdaptationBounds.EXACT);
  }

  private Act.Point point(Policy policy, long start) {
    Optional<String> wanted = Optional.of(policy.digest().hex());
    int running =
        (int) fleet.byId().values().stream().filter(g -> g.active().equals(wanted)).count();
    return new Act.Point((System.nanoTime() - start) / 1e9, running);
  }

  /** Waits until nobody is on the way any more, or nothing happens any more. */
  private void settle() throws InterruptedException {
    long end = System.nanoTime() + SETTLE.toNanos();
    long last = -1;
    long since = System.nanoTime();
    while (System.nanoTime() < end && System.nanoTime() - since < QUIET.toNanos()) {
      Set<String> away =
          fleet.all().stream()
              .filter(gateway -> !gateway.connected())
              .map(SimulatedGateway::id)
              .collect(Collectors.toSet());
      boolean open =
          controller.beliefs().stream()
              .anyMatch(
                  b ->
                      b.kind() == Kind.PENDING
                          || (b.kind() == Kind.UNKNOWN && !away.contains(b.gateway())));
      if (!open) {
        return;
      }
      long reports = observer.counts().reports();
      if (reports != last) {
        last = reports;
        since = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /** Gateways that the first message about a policy was for. */
  private int inFirstWave(Policy policy) {
    String digest = policy.digest().hex();
    return observer.orders().stream()
        .filter(order -> order.digest().equals(digest))
        .min((a, b) -> a.position().compareTo(b.position()))
        .map(order -> (int) fleet.byId().keySet().stream().filter(order::allows).count())
        .orElse(0);
  }

  private int affected(Policy policy) {
    GatewayEvent began = new GatewayEvent.Began(policy.digest().hex());
    return (int) fleet.byId().values().stream().filter(g -> g.events().contains(began)).count();
  }

  /** Judges everything that every gateway did. */
  List<Violation> judge() {
    List<Order> orders = observer.orders();
    String initial = catalogue.initial().digest().hex();
    return fleet.byId().values().stream()
        .flatMap(g -> HistoryChecker.check(g.id(), initial, orders, g.events()).stream())
        .toList();
  }

  private void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }
}
