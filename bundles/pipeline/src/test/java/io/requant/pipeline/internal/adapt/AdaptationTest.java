package io.requant.pipeline.internal.adapt;

import static io.requant.api.resource.ResourceLevel.AMPLE_75;
import static io.requant.api.resource.ResourceLevel.MEDIUM_50;
import static io.requant.api.resource.ResourceLevel.RICH_100;
import static io.requant.api.resource.ResourceLevel.SCARCE_25;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.resource.ResourceLevel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdaptationTest {

  private static final Map<ResourceLevel, String> TABLE =
      Map.of(RICH_100, "w8a8", AMPLE_75, "w6a6", MEDIUM_50, "w4a4", SCARCE_25, "w4a4");

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final FakePipeline pipeline = new FakePipeline();
  private final FakeMonitor monitor = new FakeMonitor();
  private Adaptation adaptation;

  private static AdaptationSettings settings(Map<ResourceLevel, String> levels, String... names) {
    return new AdaptationSettings(
        true, levels, List.of(names), io.requant.pipeline.internal.Rig.AT_ONCE);
  }

  private void start(AdaptationSettings settings) {
    adaptation = new Adaptation(pipeline, settings, waiting::add);
    adaptation.watch(Optional.of(monitor));
    work();
  }

  /** Runs what waits until nothing does: what the component's thread does. */
  private void work() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  private void level(ResourceLevel level) {
    monitor.set(level);
    adaptation.askForLook();
    work();
  }

  private void ends(Outcome outcome) {
    pipeline.finish(outcome);
    work();
  }

  @Test
  void aTraceOfLevelsBecomesATraceOfPolicies() {
    start(settings(TABLE));
    for (ResourceLevel level : List.of(RICH_100, AMPLE_75, MEDIUM_50, SCARCE_25, RICH_100)) {
      int before = pipeline.requests.size();
      level(level);
      if (pipeline.requests.size() > before) {
        ends(Outcome.ACTIVE);
      }
    }
    assertThat(pipeline.asked()).containsExactly("w6a6", "w4a4", "w8a8");
    assertThat(pipeline.told().changes()).isEqualTo(3);
    assertThat(pipeline.told().adapted()).isFalse();
  }

  @Test
  void aSecondLookAtTheSameSituationChangesNothing() {
    start(settings(TABLE));
    level(MEDIUM_50);
    ends(Outcome.ACTIVE);
    level(MEDIUM_50);
    pipeline.tell();
    work();
    assertThat(pipeline.asked()).containsExactly("w4a4");
    assertThat(pipeline.told().adapted()).isTrue();
    assertThat(pipeline.told().sentence()).contains("50 %", "w4a4", "levels");
    assertThat(pipeline.told().level()).contains(monitor.decision());
  }

  @Test
  void whileAChangeIsUnderWayLevelsComeAndGoAndTheLastOneCounts() {
    start(settings(TABLE));
    level(MEDIUM_50);
    level(RICH_100);
    level(AMPLE_75);
    level(RICH_100);
    level(AMPLE_75);
    assertThat(pipeline.asked()).containsExactly("w4a4");
    ends(Outcome.ACTIVE);
    assertThat(pipeline.asked()).containsExactly("w4a4", "w6a6");
    level(RICH_100);
    ends(Outcome.ACTIVE);
    assertThat(pipeline.asked()).containsExactly("w4a4", "w6a6", "w8a8");
  }

  @Test
  void whatFailedIsNotTriedAgainUntilTheLevelChanges() {
    start(settings(TABLE));
    level(MEDIUM_50);
    ends(Outcome.GATE_FAILED);
    pipeline.tell();
    level(MEDIUM_50);
    assertThat(pipeline.asked()).containsExactly("w4a4");
    assertThat(pipeline.told().sentence()).contains("not adapted", "GATE_FAILED");
    assertThat(pipeline.told().adapted()).isFalse();
    level(AMPLE_75);
    ends(Outcome.ACTIVE);
    level(MEDIUM_50);
    assertThat(pipeline.asked()).containsExactly("w4a4", "w6a6", "w4a4");
  }

  @Test
  void anotherBackendIsAnotherSituation() {
    start(settings(TABLE));
    level(MEDIUM_50);
    ends(Outcome.UNSUPPORTED);
    pipeline.backends = List.of("b", "a");
    pipeline.tell();
    work();
    assertThat(pipeline.asked()).containsExactly("w4a4", "w4a4");
  }

  @Test
  void aPolicyThatIsAskedForTakesOverAndTheAdaptationBeginsAnewWithinItsBounds() {
    start(settings(TABLE));
    level(MEDIUM_50);
    ends(Outcome.SUPERSEDED);
    assertThat(pipeline.asked()).as("it waits to be told").containsExactly("w4a4");
    pipeline.activated(
        FakePipeline.policy("level-100"), AdaptationBounds.named(List.of("level-100", "w6a6")));
    work();
    assertThat(pipeline.asked()).containsExactly("w4a4", "w6a6");
  }

  @Test
  void aPolicyWithoutBoundsIsRunExactly() {
    start(settings(TABLE));
    pipeline.activated(FakePipeline.policy("w8a8"), AdaptationBounds.EXACT);
    level(SCARCE_25);
    assertThat(pipeline.requests).isEmpty();
    assertThat(pipeline.told().sentence()).contains("without leave to adapt", "w8a8 runs");
  }

  @Test
  void withoutATableTheGateChoosesAmongTheLevelPolicies() {
    pipeline.running = null;
    start(settings(Map.of()));
    adaptation.ask(
        "last", Optional.of(request -> request.candidates().get(request.candidates().size() - 1)));
    pipeline.running = pipeline.desired;
    work();
    assertThat(pipeline.asked()).containsExactly("level-100");
    assertThat(pipeline.told().sentence()).contains("gate 'last'");
  }

  @Test
  void aGateThatFailsOrChoosesWhatIsNoCandidateChangesNothing() {
    start(settings(Map.of(), "w6a6", "w4a4"));
    for (io.requant.api.gate.PolicyGate bad :
        List.<io.requant.api.gate.PolicyGate>of(
            request -> FakePipeline.policy("w8a8"),
            request -> {
              throw new IllegalStateException("broken");
            })) {
      adaptation.ask("bad", Optional.of(bad));
      work();
      assertThat(pipeline.requests).isEmpty();
      assertThat(pipeline.told().sentence()).contains("the gate failed");
    }
  }

  @Test
  void withoutTableAndGateTheNamesOfTheLevelPoliciesDecide() {
    start(settings(Map.of()));
    ends(Outcome.ACTIVE);
    level(SCARCE_25);
    ends(Outcome.ACTIVE);
    pipeline.known = pipeline.known.stream().filter(p -> !p.name().equals("level-50")).toList();
    level(MEDIUM_50);
    level(AMPLE_75);
    assertThat(pipeline.asked())
        .as("the next lower one stands in")
        .containsExactly("level-100", "level-25", "level-75");
  }

  @Test
  void aModelWithoutLevelPoliciesIsLeftAloneAndTheStatusSaysWhy() {
    pipeline.known = pipeline.known.subList(0, 3);
    start(settings(Map.of()));
    level(SCARCE_25);
    assertThat(pipeline.requests).isEmpty();
    assertThat(pipeline.told().sentence()).contains("has none of the policies");
    adaptation.change(settings(Map.of(), "w6a6", "w4a4"));
    work();
    assertThat(pipeline.requests).isEmpty();
    assertThat(pipeline.told().sentence()).contains("neither a table nor a gate");
  }

  @Test
  void withoutAMonitorTheDesiredPolicyRuns() {
    start(settings(TABLE));
    level(SCARCE_25);
    ends(Outcome.ACTIVE);
    adaptation.watch(Optional.empty());
    work();
    assertThat(pipeline.asked()).containsExactly("w4a4", "w8a8");
    assertThat(pipeline.told().level()).isEmpty();
    assertThat(pipeline.told().sentence()).contains("nothing watches");
  }

  @Test
  void switchedOffOrEndedItGoesBackToTheDesiredPolicy() {
    start(settings(TABLE));
    level(SCARCE_25);
    ends(Outcome.ACTIVE);
    adaptation.change(
        new AdaptationSettings(false, TABLE, List.of(), io.requant.pipeline.internal.Rig.AT_ONCE));
    work();
    ends(Outcome.ACTIVE);
    assertThat(pipeline.asked()).containsExactly("w4a4", "w8a8");
    adaptation.change(settings(TABLE));
    work();
    ends(Outcome.ACTIVE);
    adaptation.close();
    assertThat(pipeline.asked()).containsExactly("w4a4", "w8a8", "w4a4", "w8a8");
  }

  @Test
  void nothingIsDoneBeforeThereIsAnEngine() {
    pipeline.running = null;
    start(settings(TABLE));
    level(SCARCE_25);
    assertThat(pipeline.requests).isEmpty();
    pipeline.running = pipeline.desired;
    pipeline.tell();
    work();
    assertThat(pipeline.asked()).containsExactly("w4a4");
  }

  /** Whatever comes, one change at a time, and in the end the policy of the last level. */
  @Test
  void inAnyOrderOfEventsThereIsOneChangeAtATimeAndTheLastLevelWins() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      pipeline.requests.clear();
      pipeline.activated(FakePipeline.policy("w8a8"), AdaptationBounds.OPEN);
      waiting.clear();
      start(settings(TABLE));
      for (int event = 0; event < 40; event++) {
        if (random.nextBoolean()) {
          level(ResourceLevel.values()[random.nextInt(4)]);
        } else if (pipeline.requests.stream().anyMatch(r -> !r.answer().isDone())) {
          ends(random.nextInt(4) == 0 ? Outcome.PREPARE_FAILED : Outcome.ACTIVE);
        }
        assertThat(pipeline.requests.stream().filter(r -> !r.answer().isDone()))
            .as("changes at a time, seed %d", seed)
            .hasSizeLessThanOrEqualTo(1);
      }
      // The level moves once more, so that what failed is forgotten, and everything succeeds.
      level(monitor.decision().level() == AMPLE_75 ? SCARCE_25 : AMPLE_75);
      while (pipeline.requests.stream().anyMatch(r -> !r.answer().isDone())) {
        ends(Outcome.ACTIVE);
      }
      assertThat(pipeline.running.name())
          .as("seed %d", seed)
          .isEqualTo(TABLE.get(monitor.decision().level()));
      adaptation.close();
      pipeline.requests.clear();
    }
  }

  @Test
  void thePipelineIsToldWhatTheNextLevelsWouldTakeTheNearestFirst() {
    start(settings(TABLE));
    assertThat(pipeline.expected).containsExactly("w8a8", "w6a6", "w4a4");
    level(SCARCE_25);
    assertThat(pipeline.expected).containsExactly("w4a4", "w6a6", "w8a8");
    ends(Outcome.ACTIVE);
    pipeline.activated(pipeline.desired, AdaptationBounds.named(List.of("w8a8", "w4a4")));
    work();
    assertThat(pipeline.expected).as("within the bounds").containsExactly("w4a4", "w8a8");
    adaptation.close();
    assertThat(pipeline.expected).isEmpty();
  }

  @Test
  void withoutAMonitorNothingIsExpected() {
    start(settings(TABLE));
    adaptation.watch(Optional.empty());
    work();
    assertThat(pipeline.expected).isEmpty();
  }
}
