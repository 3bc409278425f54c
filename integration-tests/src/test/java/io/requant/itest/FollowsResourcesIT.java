package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway whose device has more or less left, by a recorded trace. */
class FollowsResourcesIT {

  private static final System.Logger LOG = System.getLogger(FollowsResourcesIT.class.getName());

  private static final Duration DWELL = Duration.ofMillis(1500);
  private static final long LOOK_MILLIS = 50;

  /** On an idle machine it is 10 ms at most; what the machine withheld is allowed on top. */
  private static final double MOST_SWITCH_MILLIS = 500;

  /** Seconds and what is left; within the dwell after the first fall it rises and falls again. */
  private static final String TRACE =
      """
      seconds,cpuLeft,memoryLeft
      0,1,1
      8,0.62,1
      8.3,0.40,1
      8.6,0.95,1
      8.9,0.60,1
      12,0.40,1
      15,0.95,1
      18,0.40,1
      20,0.95,1
      22,0.40,1
      24,0.95,1
      26,0.40,1
      """;

  private static final double TRACE_SECONDS = 26;

  @Test
  void runsLessPreciselyWhileLessIsLeftWithinWhatTheFleetAllows() throws Exception {
    FleetFiles files = FleetFiles.create("follows-resources");
    Path trace = Files.writeString(files.folder().resolve("trace.csv"), TRACE);
    files.put("io.requant.resources.cfg", "startDelayMillis=600000\nprobe=false\n");
    files.put("io.requant.adaptation.cfg", "levels=100:w8a8,75:w6a6,50:w4a4,25:w4a4\n");
    try (ProductProcess broker = ProductProcess.start("controller", files.broker());
        ProductProcess gateway = ProductProcess.start("gateway", files.gateway());
        FleetDesk desk = new FleetDesk(files)) {
      GatewayStatus.awaitPolicy(gateway);
      // The trace plays in real time: it begins when the gateway is up, however long that took.
      files.put(
          "io.requant.resources.cfg",
          "replay=%s\nperiodMillis=100\nsmoothingMillis=0\ndwellMillis=%d\nprobe=false\n"
              .formatted(trace, DWELL.toMillis()));
      GatewayStatus.await(
          gateway, "the trace", s -> s.at("/adaptation/reason").asText().contains("processors"));
      History seen;
      double withheld;
      try (MachineStalls stalls = new MachineStalls()) {
        Await.until("the machine is watched", stalls::ready);
        long start = System.nanoTime();
        seen = watch(gateway);
        withheld = stalls.between(start, System.nanoTime() - 1_000_000_000L) / 1e6;
      }
      assertThat(seen.levels())
          .as("levels in order")
          .containsExactly(100, 75, 50, 100, 50, 100, 50, 100, 50);
      // A machine that has no time for a change within a dwell leaves some out, never the last.
      List<String> policies = policies(gateway);
      assertThat(List.of("w8a8", "w6a6", "w4a4", "w8a8", "w4a4", "w8a8", "w4a4", "w8a8", "w4a4"))
          .containsSubsequence(policies)
          .startsWith(policies.get(0))
          .endsWith(policies.get(policies.size() - 1));
      assertDwell(seen);
      assertSwitchTimes(seen, policies, withheld);
      assertNothingIsGivenUp(gateway);

      desk.awaitConnection(true);
      Model model =
          ModelFile.read(AssembledGateway.home().resolve("models").resolve("resnet20.rqm"));
      desk.publish(desk.sign(1, model.policy("level-75")));
      JsonNode exact =
          GatewayStatus.await(
              gateway,
              "level-75 and no leave to adapt",
              s -> runs(s, "level-75") && sentence(s).contains("without leave to adapt"));
      assertThat(exact.at("/adaptation/level").asInt()).isEqualTo(50);
      assertThat(adapted(exact)).isFalse();

      desk.publish(
          desk.sign(2, model.policy("w8a8"), AdaptationBounds.named(List.of("w8a8", "w6a6"))));
      JsonNode within =
          GatewayStatus.await(gateway, "w6a6 for now", s -> runs(s, "w6a6") && adapted(s));
      assertThat(within.get("desiredPolicy").asText()).isEqualTo("w8a8");
      assertNothingIsGivenUp(gateway);
    }
  }

  /**
   * What was seen.
   *
   * @param levels levels one after the other
   * @param begins when they began
   * @param switches changes of policy by their number
   */
  private record History(
      List<Integer> levels, TreeSet<Instant> begins, TreeMap<Long, Switch> switches) {}

  /** Times of a change of policy besides shadowing, in milliseconds. */
  private record Switch(double prepare, double all) {}

  private static History watch(ProductProcess gateway) throws Exception {
    History seen = new History(new ArrayList<>(), new TreeSet<>(), new TreeMap<>());
    long end = System.nanoTime() + (long) ((TRACE_SECONDS + 4) * 1e9);
    while (System.nanoTime() < end) {
      JsonNode adaptation = gateway.query("status", "--json").get("adaptation");
      if (adaptation.hasNonNull("level")) {
        int level = adaptation.get("level").asInt();
        if (seen.levels().isEmpty() || seen.levels().get(seen.levels().size() - 1) != level) {
          seen.levels().add(level);
        }
        seen.begins().add(Instant.parse(adaptation.get("since").asText()));
      }
      JsonNode last = adaptation.get("last");
      if (last.isObject() && last.get("outcome").asText().equals("ACTIVE")) {
        seen.switches()
            .put(
                adaptation.get("changes").asLong(),
                new Switch(
                    last.get("prepareMillis").asDouble(),
                    last.get("totalMillis").asDouble() - last.get("shadowMillis").asDouble()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return seen;
  }

  /** Policies that computed, in order, by the gateway's own journal. */
  private static List<String> policies(ProductProcess gateway) throws Exception {
    List<String> policies = new ArrayList<>();
    for (JsonNode change : gateway.query("journal", "--json").get("changes")) {
      if (policies.isEmpty()) {
        policies.add(policyOf(change.get("from")));
      }
      policies.add(policyOf(change.get("to")));
    }
    return policies;
  }

  /** An engine is told as "policy on backend (path)". */
  private static String policyOf(JsonNode engine) {
    return engine.asText().split(" ", 2)[0];
  }

  private static void assertDwell(History seen) {
    Instant before = null;
    for (Instant begin : seen.begins()) {
      if (before != null) {
        assertThat(Duration.between(before, begin)).isGreaterThanOrEqualTo(DWELL);
      }
      before = begin;
    }
  }

  private static void assertSwitchTimes(
      History seen, List<String> policies, double withheldMillis) {
    List<Switch> switches = List.copyOf(seen.switches().values());
    assertThat(switches).hasSizeBetween(1, policies.size() - 1);
    List<Double> prepared =
        switches.stream().filter(s -> s.prepare() > 0).map(Switch::all).sorted().toList();
    List<Double> ready =
        switches.stream().filter(s -> s.prepare() == 0).map(Switch::all).sorted().toList();
    LOG.log(
        System.Logger.Level.INFO,
        "switching a policy besides shadowing took {0} ms; the machine withheld {1} ms of {2} s",
        ready,
        Math.round(withheldMillis),
        TRACE_SECONDS);
    assertThat(prepared).as("switches to an engine that was not prepared ahead, in ms").isEmpty();
    assertThat(switches)
        .allSatisfy(
            change -> assertThat(change.all()).isLessThan(MOST_SWITCH_MILLIS + withheldMillis));
  }

  private static void assertNothingIsGivenUp(ProductProcess gateway) throws Exception {
    JsonNode ledger = GatewayStatus.ledger(gateway);
    assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
    assertThat(ledger.get("lost").asLong()).isZero();
    assertThat(ledger.get("shed").asLong()).as("%s", ledger).isZero();
  }

  private static boolean runs(JsonNode status, String policy) {
    return status.at("/engine/policy").asText().equals(policy);
  }

  private static String sentence(JsonNode status) {
    return status.at("/adaptation/sentence").asText();
  }

  private static boolean adapted(JsonNode status) {
    return status.at("/adaptation/adapted").asBoolean();
  }
}
