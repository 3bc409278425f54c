package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.api.command.VerbException;
import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayPhase;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.file.Model;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Walks through the steps while frames flow, and notes what each did. */
final class Tour {

  /**
   * A policy that was pushed.
   *
   * @param name its name
   * @param activated whether the gateway runs it
   * @param messageBytes bytes of the signed message
   * @param activationMillis from the message's arrival to the first frame under it
   * @param shadowMillis part of it in which both engines ran side by side
   */
  record PushNote(
      String name,
      boolean activated,
      int messageBytes,
      double activationMillis,
      double shadowMillis) {}

  /**
   * A change of the backend's bundle.
   *
   * @param from engine before
   * @param to engine after
   * @param how what was done
   * @param gapMillis time between the last result of the old and the first of the new
   * @param framesLost frames that were given up or are in no account
   */
  record SwapNote(String from, String to, String how, double gapMillis, long framesLost) {}

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private final GatewayProcess gateway;
  private final FleetController fleet;
  private final Model model;
  private final LevelTable levels;
  private final LoadShow.Loads loads;
  private final PrintWriter out;
  private final List<PushNote> pushes = new ArrayList<>();
  private final List<SwapNote> swaps = new ArrayList<>();
  private Optional<AdaptationNote> adaptation = Optional.empty();

  /**
   * Makes a tour.
   *
   * @param levels which policy the gateway runs at which level
   */
  Tour(
      GatewayProcess gateway,
      FleetController fleet,
      Model model,
      LevelTable levels,
      LoadShow.Loads loads,
      PrintWriter out) {
    this.gateway = gateway;
    this.fleet = fleet;
    this.model = model;
    this.levels = levels;
    this.loads = loads;
    this.out = out;
  }

  /**
   * Walks through all steps, spread by their weights.
   *
   * @param length how long the whole takes; longer if the steps themselves do
   */
  void walk(List<TourStep> steps, Duration length) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int whole = steps.stream().mapToInt(TourStep::weight).sum();
    int done = 0;
    for (TourStep step : steps) {
      done += step.weight();
      long end = start + length.toNanos() * done / whole;
      if (step instanceof TourStep.Push push) {
        push(model.policy(push.policy()), AdaptationBounds.EXACT);
      } else if (step instanceof TourStep.Swap swap) {
        swap(swap);
      } else if (step instanceof TourStep.Load load) {
        load(load, end);
      }
      waitUntil(end);
    }
  }

  private void load(TourStep.Load step, long end) throws IOException, InterruptedException {
    push(levels.richest(), AdaptationBounds.named(levels.names()));
    say("the fleet lets it change to %s by itself", String.join(", ", levels.names()));
    LoadShow show =
        new LoadShow(
            () -> gateway.query("status", "--json"),
            levels,
            GatewayFiles.DWELL,
            LoadShow.PATIENCE,
            loads,
            line -> say("%s", line));
    adaptation = Optional.of(show.run(step.percent(), Duration.ofNanos(end - System.nanoTime())));
  }

  private void push(Policy policy, AdaptationBounds bounds) throws InterruptedException {
    ShadowGates gates = new ShadowGates(20, 0.5, Duration.ofSeconds(1), Duration.ofSeconds(10));
    PushReceipt receipt =
        fleet.push(GatewayFiles.RING, policy, PushOptions.with(gates).adapting(bounds));
    GatewayReport report = settled(receipt);
    boolean active = report.phase() == GatewayPhase.ACTIVE;
    PushNote note =
        new PushNote(
            policy.name(),
            active,
            receipt.messageBytes(),
            millis(report.activation().orElse(Duration.ZERO)),
            millis(report.shadow().orElse(Duration.ZERO)));
    pushes.add(note);
    say(
        "push %-8s  %s, %d bytes, %.0f ms of which %.0f beside the old engine%s",
        note.name(),
        report.phase(),
        note.messageBytes(),
        note.activationMillis(),
        note.shadowMillis(),
        active ? "" : ": " + report.message());
  }

  private GatewayReport settled(PushReceipt receipt) throws InterruptedException {
    try {
      return fleet
          .settled(GatewayFiles.GATEWAY, receipt)
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new VerbException(
          "the gateway did not report on message " + receipt.seq() + " within " + PATIENCE, e);
    }
  }

  private void swap(TourStep.Swap step) throws IOException, InterruptedException {
    int before = changes().size();
    long lostBefore = lostOrShed();
    for (List<String> verb : step.verbs()) {
      gateway.run(verb.toArray(String[]::new));
    }
    JsonNode change = waitForChange(before);
    SwapNote note =
        new SwapNote(
            change.get("from").asText(),
            change.get("to").asText(),
            step.how(),
            change.get("gapMillis").asDouble(),
            lostOrShed() - lostBefore);
    swaps.add(note);
    say(
        "%-18s  now %s; %.0f ms between two results, %d frames lost",
        note.how(), note.to(), note.gapMillis(), note.framesLost());
  }

  private JsonNode waitForChange(int before) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode changes = changes();
    while (changes.size() <= before) {
      if (System.nanoTime() > deadline) {
        throw new VerbException("no frame was inferred for " + PATIENCE + " after a swap");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      changes = changes();
    }
    return changes.get(changes.size() - 1);
  }

  private JsonNode changes() throws IOException, InterruptedException {
    return gateway.query("journal", "--json").get("changes");
  }

  private long lostOrShed() throws IOException, InterruptedException {
    JsonNode ledger = gateway.query("status", "--json").get("ledger");
    return ledger.get("lost").asLong() + ledger.get("shed").asLong();
  }

  private static void waitUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private void say(String format, Object... arguments) {
    out.println("  " + String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  /** Policies in the order in which they were pushed. */
  List<PushNote> pushes() {
    return List.copyOf(pushes);
  }

  /** Changes of the backend's bundle, in order. */
  List<SwapNote> swaps() {
    return List.copyOf(swaps);
  }

  /** How the gateway adapted; empty if there was no load. */
  Optional<AdaptationNote> adaptation() {
    return adaptation;
  }
}
