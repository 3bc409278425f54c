package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.fleet.simulator.internal.Belief;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The controller's process, over all its lives, as a person at a terminal uses it: who gets no
 * answer looks whether the order was taken, and gives it again if it was not.
 */
final class Office implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLIS = 150;
  private static final String AUDIT_LIMIT = "500";

  private final Site site;
  private volatile Product life;

  Office(Site site) throws IOException {
    this.site = site;
    life = Product.start(site.home(), "controller", site.controller());
  }

  void kill() throws InterruptedException {
    life.kill();
  }

  void startAgain() throws IOException {
    life = Product.start(site.home(), "controller", site.controller());
  }

  /** Asks until there is an answer; what was asked must change nothing. */
  private JsonNode look(String... words) throws InterruptedException {
    return look(words, json -> true)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the controller answers no '"
                        + String.join(" ", words)
                        + "'; see "
                        + site.controller()));
  }

  private Optional<JsonNode> look(String[] words, Predicate<JsonNode> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Product.Answer> answer = life.ask(List.of(words));
      if (answer.isPresent() && answer.get().exit() == 0 && wanted.test(answer.get().out())) {
        return Optional.of(answer.get().out());
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return Optional.empty();
  }

  /** What {@code fleet status --json} says, once that is so; empty if it does not come to it. */
  Optional<JsonNode> awaitStatus(Predicate<JsonNode> wanted) throws InterruptedException {
    return look(new String[] {"fleet", "status", "--json"}, wanted);
  }

  JsonNode status() throws InterruptedException {
    return look("fleet", "status", "--json");
  }

  List<Verdict.Entry> audit() throws InterruptedException {
    return Verdict.Entry.read(look("fleet", "audit", "--limit", AUDIT_LIMIT, "--json"));
  }

  /**
   * Orders a rollout, as often as it takes until one was begun.
   *
   * @return its id
   */
  String rollout(String policy, String fallback, String waves) throws InterruptedException {
    List<String> words =
        List.of(
            "fleet",
            "rollout",
            "--ring",
            Site.RING,
            "--model",
            site.model().toString(),
            "--policy",
            policy,
            "--fallback",
            fallback,
            "--waves",
            waves,
            "--success",
            "90",
            "--errors",
            "10",
            "--wave-soak",
            "0",
            "--frames",
            "4",
            "--agreement",
            "0",
            "--p99-ms",
            "5000",
            "--soak",
            "1",
            "--json");
    return until(words, "rollout");
  }

  /** Orders a rollout to go back, as often as it takes. */
  void rollback(String rollout) throws InterruptedException {
    until(List.of("fleet", "rollback", rollout, "--json"), "rollout.ROLLING_BACK");
  }

  /** Gives an order until the audit log has its event; returns what the event is about. */
  private String until(List<String> words, String event) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String problem = "";
    while (System.nanoTime() < deadline) {
      Optional<Product.Answer> answer = life.ask(words);
      if (answer.isPresent() && answer.get().exit() == 0) {
        return answer.get().out().path("id").asText();
      }
      problem = answer.map(Product.Answer::problem).orElse("no answer");
      for (Verdict.Entry entry : audit()) {
        if (entry.event().equals(event)) {
          return entry.subject();
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new IllegalStateException("the controller does not take '" + words + "': " + problem);
  }

  /** How the controller stands to every gateway that it has heard. */
  static List<Belief> beliefs(JsonNode status) {
    List<Belief> beliefs = new ArrayList<>();
    for (JsonNode g : status.path("gateways")) {
      Belief.Kind kind =
          switch (g.path("standing").asText()) {
            case "CONVERGED" -> Belief.Kind.CONVERGED;
            case "PENDING" -> Belief.Kind.PENDING;
            case "FAILED" -> Belief.Kind.FAILED;
            case "UNKNOWN" -> Belief.Kind.UNKNOWN;
            default -> Belief.Kind.OUTSIDE;
          };
      beliefs.add(
          new Belief(
              g.path("gateway").asText(), kind, g.path("code").asText(g.path("why").asText())));
    }
    return beliefs;
  }

  Path log() {
    return site.controller().resolve("log");
  }

  @Override
  public void close() throws InterruptedException {
    life.close();
  }
}
