package io.requant.fleet.agent.internal.machine;

import static io.requant.api.fleet.GatewayPhase.ACTIVE;
import static io.requant.api.fleet.GatewayPhase.REJECTED;
import static io.requant.api.fleet.GatewayPhase.SHADOW;
import static io.requant.fleet.agent.internal.machine.World.B;
import static io.requant.fleet.agent.internal.machine.World.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation.Outcome;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Target;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gateway refuses, and that nothing changes by it. */
class RefusalTest {

  private final World world = new World();

  @BeforeEach
  void runB() {
    world.receive(world.apply(10, B));
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(ACTIVE);
  }

  private void assertRefused(byte[] message, RejectionCode code) {
    final int requests = world.pipeline.requests.size();
    world.receive(message);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.last().refusal().orElseThrow().code()).isEqualTo(code);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.last().observed().seq()).isEqualTo(10);
    assertThat(world.pipeline.requests).hasSize(requests);
  }

  private void assertRejected(byte[] message, RejectionCode code) {
    final int requests = world.pipeline.requests.size();
    world.receive(message);
    assertThat(world.phase()).isEqualTo(REJECTED);
    assertThat(world.code()).contains(code);
    assertThat(world.last().observed().seq()).isEqualTo(11);
    assertThat(world.last().active().orElseThrow().name()).isEqualTo("b");
    assertThat(world.pipeline.requests).hasSize(requests);
  }

  @Test
  void whatIsNotAuthenticChangesNothing() {
    assertRefused("junk".getBytes(StandardCharsets.UTF_8), RejectionCode.MALFORMED);
    assertRefused(new byte[70_000], RejectionCode.OVERSIZED);
    assertRefused(world.message().at(11).policy(C).signedBy().seal(), RejectionCode.UNSIGNED);
    assertRefused(
        world.message().at(11).policy(C).signedBy(SigningKey.generate()).seal(),
        RejectionCode.UNKNOWN_KEY);
    byte[] altered = world.apply(11, C);
    altered[altered.length / 2] ^= 1;
    world.receive(altered);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Test
  void whatIsForOthersChangesNothing() {
    assertRefused(
        world.message().tenant("other").at(11).policy(C).seal(), RejectionCode.WRONG_TENANT);
    assertRefused(
        world.message().to(new Target.Ring("other")).at(11).policy(C).seal(),
        RejectionCode.WRONG_RING);
    assertRefused(
        world.message().to(new Target.Gateway("gw-18")).at(11).policy(C).seal(),
        RejectionCode.WRONG_GATEWAY);
  }

  @Test
  void whatIsOldChangesNothing() {
    assertRefused(world.apply(9, C), RejectionCode.REPLAYED);
    assertRefused(world.apply(10, C), RejectionCode.REPLAYED);
    assertRefused(world.message().at(0 + 1, 3).policy(C).seal(), RejectionCode.REPLAYED);
    assertRefused(
        world.message().at(11).policy(C).valid(Duration.ofDays(-2), Duration.ofMinutes(-6)).seal(),
        RejectionCode.EXPIRED);
  }

  @Test
  void aClockThatIsALittleWrongDoesNotMatter() {
    world.receive(
        world
            .message()
            .at(11)
            .policy(C)
            .valid(Duration.ofMinutes(4), Duration.ofMinutes(10))
            .seal());
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Test
  void whatIsTooEarlyIsKeptUntilItsTime() {
    assertRefused(
        world.message().at(11).policy(C).valid(Duration.ofHours(1), Duration.ofHours(2)).seal(),
        RejectionCode.NOT_YET_VALID);
    world.pass(Duration.ofHours(1));
    assertThat(world.phase()).isEqualTo(SHADOW);
    assertThat(world.pipeline.last().policy()).isEqualTo(C);
  }

  @Test
  void clearingTheRetainedMessageChangesNothing() {
    world.receive(new byte[0]);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.last().refusal()).isEmpty();
    assertThat(world.phase()).isEqualTo(ACTIVE);
  }

  @Test
  void aPolicyForAnotherNetworkIsRejected() {
    assertRejected(world.apply(11, World.FOREIGN), RejectionCode.WRONG_NETWORK);
  }

  @Test
  void aPolicyUnderAnotherDigestIsRejected() {
    byte[] content = PolicyCodec.encode(C);
    assertRejected(
        world.message().at(11).reference(reference(C, B.digest(), content, true), content).seal(),
        RejectionCode.POLICY_DIGEST_MISMATCH);
  }

  @Test
  void whatIsNoPolicyIsRejected() {
    byte[] content = "RQPL but not really".getBytes(StandardCharsets.UTF_8);
    assertRejected(
        world.message().at(11).reference(reference(C, C.digest(), content, true), content).seal(),
        RejectionCode.MALFORMED);
  }

  @Test
  void aPolicyByNameMustBeThere() {
    byte[] content = PolicyCodec.encode(C);
    PolicyReference known = reference(C, C.digest(), content, false);
    assertRejected(
        world.message().at(11).reference(known, new byte[0]).seal(), RejectionCode.POLICY_UNKNOWN);
    world.pipeline.known.add(C);
    world.receive(world.message().at(12).reference(known, new byte[0]).seal());
    assertThat(world.phase()).isEqualTo(SHADOW);
    assertThat(world.pipeline.last().policy()).isEqualTo(C);
  }

  @Test
  void aGatewayWithoutWhatIsRequiredRejects() {
    assertRejected(
        world.message().at(11).policy(C).requires("(&(arch=riscv64)(cpus>=2))").seal(),
        RejectionCode.WRONG_DEVICE);
    world.receive(world.message().at(12).policy(C).requires("(&(arch=amd64)(cpus>=2))").seal());
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Test
  void aRequirementThatIsNoFilterIsRejected() {
    assertRejected(
        world.message().at(11).policy(C).requires("arch=amd64").seal(), RejectionCode.MALFORMED);
  }

  @Test
  void aMissingStepIsRejected() {
    assertRejected(
        world.message().at(11).policy(C).minSeqFrom(11).seal(), RejectionCode.STEP_MISSING);
    world.receive(world.message().at(12).policy(C).minSeqFrom(10).seal());
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Test
  void aFullDiskRefusesAndTriesAgain() {
    world.disk.failing(true);
    assertRefused(world.apply(11, C), RejectionCode.STORAGE_FAILED);
    world.disk.failing(false);
    world.pass(Duration.ofSeconds(31));
    assertThat(world.phase()).isEqualTo(SHADOW);
    assertThat(world.last().observed().seq()).isEqualTo(11);
  }

  @Test
  void aFloodOfJunkIsReportedOnceASecond() {
    int before = world.reports.size();
    for (int i = 0; i < 1000; i++) {
      world.receive(new byte[] {1});
      world.agent.tick();
    }
    assertThat(world.reports.size() - before).isLessThanOrEqualTo(1);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.last().refusal().orElseThrow().count()).isEqualTo(1000);
    assertThat(world.reports.size() - before).isLessThanOrEqualTo(2);
  }

  private static PolicyReference reference(
      Policy policy, Digest digest, byte[] content, boolean inline) {
    return new PolicyReference(
        policy.name(),
        policy.network(),
        digest,
        Digest.of(content),
        content.length,
        inline,
        List.of());
  }
}
