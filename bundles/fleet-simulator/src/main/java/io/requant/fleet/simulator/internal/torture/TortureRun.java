package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.fleet.simulator.internal.Account;
import io.requant.fleet.simulator.internal.Account.Truth;
import io.requant.fleet.simulator.internal.Catalogue;
import io.requant.fleet.simulator.internal.Faults;
import io.requant.fleet.simulator.internal.Fleet;
import io.requant.fleet.simulator.internal.HistoryChecker;
import io.requant.fleet.simulator.internal.Mosquitto;
import io.requant.fleet.simulator.internal.NetThreads;
import io.requant.fleet.simulator.internal.Observer;
import io.requant.fleet.simulator.internal.Surroundings;
import io.requant.fleet.simulator.internal.Violation;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One run: a fleet of processes, a rollout and the way back, and what is killed meanwhile. */
final class TortureRun implements AutoCloseable {

  private static final Logger LOG = System.getLogger(TortureRun.class.getName());

  /** Longest wait for reports that a kill is timed by: there may be none any more. */
  private static final Duration LULL = Duration.ofSeconds(4);

  private static final String WAVES = "20,60,100";

  private final Setting setting;
  private final long seed;
  private final Site site;
  private final List<Kill> kills;
  private final Pulse pulse = new Pulse();
  private final List<Violation> violations = new ArrayList<>();
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final ExecutorService clerk =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "requant-torture-clerk"));
  private final Mosquitto broker;
  private final Office office;
  private final Fleet fleet;
  private final Products products;
  private final Observer observer;

  /**
   * Starts broker and controller.
   *
   * @param folder takes all files of the run
   */
  TortureRun(Setting setting, long seed, Path folder) throws IOException, InterruptedException {
    this.setting = setting;
    this.seed = seed;
    site = new Site(setting.home(), folder, setting.file());
    kills = Kill.draw(seed, setting.products(), setting.all());
    TrustedKeys keys = site.makeKeys();
    boolean started = false;
    try {
      NetThreads net = closed(new NetThreads(1));
      broker = closed(Mosquitto.start(setting.mosquitto(), site.broker()));
      site.writeController(broker.url());
      office = closed(new Office(site));
      products = closed(new Products(site, setting.products(), broker.url()));
      fleet = closed(new Fleet(setting.light(), surroundings(net, keys), 1));
      observer =
          closed(
              new Observer(new Topics(Site.TENANT), Site.RING, broker.address(), net, this::said));
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Remembers what has to be closed, the newest first. */
  private <T extends AutoCloseable> T closed(T part) {
    running.push(part);
    return part;
  }

  private Surroundings surroundings(NetThreads net, TrustedKeys keys) {
    return new Surroundings(
        Site.TENANT,
        Site.RING,
        broker.address(),
        net,
        keys,
        new Catalogue(setting.network(), setting.initial(), setting.initial(), seed),
        Faults.NONE,
        seed);
  }

  private void said(Reported report) {
    fleet.said(report);
    products.said(report);
    pulse.beat();
  }

  /** Does it. */
  RunResult run() throws InterruptedException, IOException {
    long start = System.nanoTime();
    assemble();
    String rollout =
        during(
            Stage.ROLLOUT,
            () -> office.rollout(setting.other().name(), setting.initial().name(), WAVES));
    String end = end(rollout);
    List<String> ends = new ArrayList<>(List.of(end));
    String back = "-";
    if (end.equals("COMPLETED")) {
      judge(setting.other(), Optional.empty());
      during(
          Stage.ROLLBACK,
          () -> {
            office.rollback(rollout);
            return rollout;
          });
      back = end(rollout);
      ends.add(back);
    }
    boolean wentBack = ends.contains("ROLLED_BACK");
    Policy wanted = wentBack ? setting.initial() : setting.other();
    Policy banned = wentBack ? setting.other() : setting.initial();
    Account account = judge(wanted, Optional.of(banned));
    violations.addAll(Verdict.orders(observer.orders()));
    violations.addAll(Verdict.audit(office.audit(), rollout, observer.orders(), ends));
    histories();
    return new RunResult(
        seed,
        kills.stream().map(Kill::brief).toList(),
        end,
        back,
        account.converged(),
        account.explained(),
        pulse.beats(),
        (System.nanoTime() - start) / 1e9,
        violations.stream()
            .map(v -> v.gateway() + " " + v.invariant() + ": " + v.message())
            .toList());
  }

  /** Waits until the controller has heard all, and all compute. */
  private void assemble() throws InterruptedException, IOException {
    // Who reports before a controller's first start is heard when its ring is ordered something.
    office.status();
    products.start();
    fleet.powerOn();
    if (office.awaitStatus(s -> s.path("gateways").size() == setting.all()).isEmpty()) {
      throw new IllegalStateException("the controller does not hear all; see " + site.folder());
    }
    products
        .awaitPolicy(setting.initial().digest().hex())
        .ifPresent(
            id -> {
              throw new IllegalStateException(
                  id + " does not run " + setting.initial().name() + "; see " + site.folder());
            });
  }

  /** Lets an order be given while processes are killed; returns what it gave. */
  private String during(Stage stage, Callable<String> order)
      throws InterruptedException, IOException {
    long before = pulse.beats();
    Future<String> given = clerk.submit(order);
    for (Kill kill : kills) {
      if (kill.stage() == stage) {
        pulse.await(before + kill.afterReports(), LULL);
        TimeUnit.MILLISECONDS.sleep(kill.delayMillis());
        carryOut(kill);
      }
    }
    try {
      return given.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    }
  }

  private void carryOut(Kill kill) throws InterruptedException, IOException {
    switch (kill.victim()) {
      case BROKER -> broker.kill();
      case CONTROLLER -> office.kill();
      case GATEWAY -> products.kill(kill.gateway());
    }
    TimeUnit.MILLISECONDS.sleep(kill.offMillis());
    switch (kill.victim()) {
      case BROKER -> broker.launch();
      case CONTROLLER -> office.startAgain();
      case GATEWAY -> products.startAgain(kill.gateway());
    }
  }

  /** Waits until no rollout is under way; how the one ended, by the audit log. */
  private String end(String rollout) throws InterruptedException {
    Optional<JsonNode> idle =
        office.awaitStatus(s -> s.has("rollouts") && s.path("rollouts").isEmpty());
    if (idle.isEmpty()) {
      JsonNode stuck = office.status().path("rollouts").path(0);
      String state = stuck.path("state").asText() + " (" + stuck.path("reason").asText() + ")";
      violations.add(new Violation("controller", Invariant.ENDED, rollout + " remains " + state));
      return state;
    }
    return office.audit().stream()
        .filter(e -> e.subject().equals(rollout))
        .map(Verdict.Entry::event)
        .filter(e -> e.equals("rollout.COMPLETED") || e.equals("rollout.ROLLED_BACK"))
        .findFirst()
        .map(e -> e.substring("rollout.".length()))
        .orElse("LOST");
  }

  /** Waits until all agree, or nothing changes any more, and draws up an account. */
  private Account judge(Policy wanted, Optional<Policy> banned) throws InterruptedException {
    String digest = wanted.digest().hex();
    office.awaitStatus(
        s -> {
          for (JsonNode g : s.path("gateways")) {
            if (!g.path("standing").asText().equals("CONVERGED")) {
              return false;
            }
          }
          return s.path("gateways").size() == setting.all();
        });
    products
        .awaitPolicy(digest)
        .ifPresent(
            id ->
                violations.add(
                    new Violation(id, Invariant.ENDED, "it does not come to " + wanted.name())));
    List<Truth> truths = new ArrayList<>(fleet.truths(observer));
    truths.addAll(products.truths());
    Account account = Account.of(truths, Office.beliefs(office.status()), digest);
    violations.addAll(account.violations());
    banned.ifPresent(b -> violations.addAll(Account.leftBehind(truths, b.digest().hex())));
    return account;
  }

  private void histories() {
    String initial = setting.initial().digest().hex();
    fleet
        .all()
        .forEach(
            g ->
                violations.addAll(
                    HistoryChecker.check(g.id(), initial, observer.orders(), g.events())));
    for (ProductGateway gateway : products.histories()) {
      violations.addAll(
          HistoryChecker.check(gateway.id(), initial, observer.orders(), gateway.events()));
      violations.addAll(gateway.violations());
    }
  }

  @Override
  public void close() throws InterruptedException {
    clerk.shutdownNow();
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        LOG.log(Level.WARNING, "a part of the run was not closed", e);
      }
    }
  }
}
