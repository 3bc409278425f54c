package io.requant.fleet.agent.internal.machine;

import static io.requant.api.fleet.GatewayPhase.ACTIVE;
import static io.requant.api.fleet.GatewayPhase.REJECTED;
import static io.requant.api.fleet.GatewayPhase.SHADOW;
import static io.requant.fleet.agent.internal.machine.World.A;
import static io.requant.fleet.agent.internal.machine.World.B;
import static io.requant.fleet.agent.internal.machine.World.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation.Outcome;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Power is lost at every possible moment. */
class CrashTest {

  /** Carries a message out to its end, as pipeline and broker would, over one crash. */
  private static void carryOutWithCrash(World world, byte[] message, Policy policy) {
    try {
      world.receive(message);
      world.pipeline.finish(world.agent, Outcome.ACTIVE);
    } catch (MemoryStore.Crash e) {
      world.disk.crashAt(Integer.MAX_VALUE, false);
      world.boot();
      // The broker sends it again: not acknowledged, or retained.
      world.receive(message);
      if (world.phase() == SHADOW) {
        world.pipeline.finish(world.agent, Outcome.ACTIVE);
      }
    }
    world.pass(Duration.ofSeconds(10));
    assertThat(world.pipeline.desired).isEqualTo(policy);
  }

  @Example
  void afterACrashAtAnySaveTheMessageIsCarriedOutOnce() {
    World probe = new World();
    probe.disk.crashAt(Integer.MAX_VALUE, false);
    carryOutWithCrash(probe, probe.apply(5, B), B);
    int saves = probe.disk.saves();
    assertThat(saves).isGreaterThanOrEqualTo(3);
    for (int at = 1; at <= saves; at++) {
      for (boolean after : new boolean[] {false, true}) {
        World world = new World();
        byte[] message = world.apply(5, B);
        world.disk.crashAt(at, after);
        carryOutWithCrash(world, message, B);
        assertThat(world.phase()).as("crash at save %d, after: %s", at, after).isEqualTo(ACTIVE);
        assertThat(world.last().active()).contains(new ActivePolicy("b", B.digest().hex(), 5));
        // What was accepted before the crash is still accepted: nothing older gets in.
        world.receive(world.apply(4, C));
        assertThat(world.pipeline.desired).isEqualTo(B);
      }
    }
  }

  @Example
  void afterACrashBetweenExchangeAndSaveTheTruthIsReported() {
    World world = new World();
    world.receive(world.apply(1, B));
    // The pipeline has exchanged and stored B; the agent never heard of it.
    world.pipeline.desired = B;
    world.boot();
    assertThat(world.pipeline.requests).hasSize(2);
    world.pipeline.finish(world.agent, Outcome.UNCHANGED);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.last().active()).contains(new ActivePolicy("b", B.digest().hex(), 1));
  }

  @Example
  void aPolicyThatKillsTheProcessIsGivenUpAfterThreeTimes() {
    World world = new World();
    world.receive(world.apply(1, B));
    world.boot();
    world.boot();
    assertThat(world.phase()).isEqualTo(SHADOW);
    assertThat(world.pipeline.requests).hasSize(3);
    world.boot();
    assertThat(world.phase()).isEqualTo(REJECTED);
    assertThat(world.code()).contains(RejectionCode.PREPARE_FAILED);
    assertThat(world.pipeline.requests).hasSize(3);
    assertThat(world.pipeline.desired).isEqualTo(A);
    world.receive(world.apply(2, C));
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Example
  void aFinishedMessageIsNotBegunAgain() {
    World world = new World();
    world.receive(world.apply(1, B));
    world.pipeline.finish(world.agent, Outcome.GATE_FAILED);
    world.boot();
    assertThat(world.phase()).isEqualTo(REJECTED);
    assertThat(world.code()).contains(RejectionCode.GATE_FAILED);
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Example
  void aMessageWhoseKeyIsNoLongerTrustedIsNotResumed() {
    World world = new World();
    world.receive(world.apply(1, B));
    world.trusted.clear();
    world.boot();
    assertThat(world.phase()).isEqualTo(REJECTED);
    assertThat(world.code()).contains(RejectionCode.UNKNOWN_KEY);
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Example
  void aMessageThatExpiredMeanwhileIsNotResumed() {
    World world = new World();
    world.receive(world.apply(1, B));
    world.clock.advance(Duration.ofDays(2));
    world.boot();
    assertThat(world.code()).contains(RejectionCode.EXPIRED);
    assertThat(world.pipeline.requests).hasSize(1);
  }

  /** Messages in any order, repeated, with crashes between and within: never backwards. */
  @Property(tries = 50)
  void whateverHappensAGatewayNeverGoesBackToAnOlderMessage(@ForAll long seed) {
    Random random = new Random(seed);
    World world = new World();
    List<Policy> policies = List.of(A, B, C);
    List<byte[]> messages = new ArrayList<>();
    for (int seq = 1; seq <= 6; seq++) {
      messages.add(world.apply(seq, policies.get(seq % 3)));
    }
    long highest = 0;
    long observed = 0;
    for (int step = 0; step < 20; step++) {
      if (random.nextInt(3) == 0) {
        world.disk.crashAt(1 + random.nextInt(4), random.nextBoolean());
      }
      int index = random.nextInt(messages.size());
      try {
        world.receive(messages.get(index));
        highest = Math.max(highest, index + 1);
        if (world.phase() == SHADOW && random.nextInt(4) > 0) {
          world.pipeline.finish(world.agent, Outcome.ACTIVE);
        }
        world.pass(Duration.ofSeconds(random.nextInt(3)));
      } catch (MemoryStore.Crash e) {
        world.disk.crashAt(Integer.MAX_VALUE, false);
        world.boot();
      }
      long now = world.last().observed().seq();
      assertThat(now).isGreaterThanOrEqualTo(observed);
      observed = now;
    }
    world.disk.crashAt(Integer.MAX_VALUE, false);
    byte[] newest = messages.get((int) Math.max(observed, highest) - 1);
    world.boot();
    world.receive(newest);
    if (world.phase() == SHADOW) {
      world.pipeline.finish(world.agent, Outcome.ACTIVE);
    }
    world.pass(Duration.ofSeconds(10));
    long end = world.last().observed().seq();
    assertThat(end).isGreaterThanOrEqualTo(highest);
    if (world.phase() == ACTIVE) {
      assertThat(world.pipeline.desired).isEqualTo(policies.get((int) (end % 3)));
    }
  }
}
