package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.simulator.internal.Account.Truth;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The gateways in processes of their own, over all their lives. */
final class Products implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLIS = 100;

  private final Site site;
  private final List<ProductGateway> histories = new ArrayList<>();
  private final List<Product> lives = new ArrayList<>();

  /** Writes their configurations; none runs. */
  Products(Site site, int count, URI broker) throws IOException {
    this.site = site;
    for (int i = 0; i < count; i++) {
      site.writeGateway(i, broker);
      histories.add(new ProductGateway(Site.id(i), site.agent(i)));
    }
  }

  void start() throws IOException {
    for (int i = 0; i < histories.size(); i++) {
      lives.add(Product.start(site.home(), "gateway", site.gateway(i)));
    }
  }

  void kill(int gateway) throws InterruptedException {
    lives.get(gateway).kill();
    histories.get(gateway).look();
    histories.get(gateway).computes("");
  }

  void startAgain(int gateway) throws IOException {
    lives.set(gateway, Product.start(site.home(), "gateway", site.gateway(gateway)));
  }

  /** Takes a report, whosoever it is. */
  void said(Reported report) {
    histories.stream().filter(g -> g.id().equals(report.gateway())).forEach(g -> g.said(report));
  }

  /**
   * Waits until every engine computes under a policy.
   *
   * @return the id of one that does not come to it; empty if all do
   */
  Optional<String> awaitPolicy(String digest) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int i = 0; i < histories.size(); i++) {
      while (!policy(status(i)).equals(Optional.of(digest))) {
        if (System.nanoTime() > deadline) {
          return Optional.of(Site.id(i));
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    return Optional.empty();
  }

  /** Looks at engine, account of frames and disk of every one. */
  List<Truth> truths() throws InterruptedException {
    List<Truth> truths = new ArrayList<>();
    for (int i = 0; i < histories.size(); i++) {
      ProductGateway history = histories.get(i);
      Optional<JsonNode> status = status(i);
      status.map(s -> s.path("ledger")).ifPresent(ledger -> account(history, ledger));
      history.look();
      truths.add(
          new Truth(history.id(), policy(status), lives.get(i).alive(), history.lastReport()));
    }
    return truths;
  }

  private static void account(ProductGateway gateway, JsonNode ledger) {
    gateway.account(
        ledger.path("in").asLong(-1),
        ledger.path("inferred").asLong(),
        ledger.path("shed").asLong(),
        ledger.path("inFlight").asLong(),
        ledger.path("lost").asLong());
  }

  private Optional<JsonNode> status(int gateway) throws InterruptedException {
    return lives
        .get(gateway)
        .ask(List.of("status", "--json"))
        .filter(answer -> answer.exit() == 0)
        .map(Product.Answer::out);
  }

  private static Optional<String> policy(Optional<JsonNode> status) {
    return status
        .map(s -> s.path("engine").path("policyDigest").asText())
        .filter(digest -> !digest.isEmpty());
  }

  List<ProductGateway> histories() {
    return List.copyOf(histories);
  }

  @Override
  public void close() throws InterruptedException {
    for (Product life : lives) {
      life.close();
    }
  }
}
