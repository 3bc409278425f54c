package io.requant.fleet.agent.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.GateFigures;
import io.requant.api.pipeline.GateFigures.Golden;
import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.transport.ClientCertificate;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.GateResult;
import io.requant.model.network.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Gates go to the pipeline as they came, and what they measured to whoever asked. */
class GateReportTest {

  private static final Digest IMAGES = Digest.of("images".getBytes(StandardCharsets.UTF_8));
  private static final ShadowGates GATES =
      new ShadowGates(8, 0.9, Duration.ofMillis(5), Duration.ofSeconds(5))
          .with(new MemoryGate(2_000_000, 90_000_000))
          .with(new GoldenGate(IMAGES, 0.75));
  private static final GateFigures FIGURES =
      new GateFigures(
          Optional.of(1_900_000L), Optional.of(80_000_000L), Optional.of(new Golden(32, 20)));

  private final World world = new World();

  @Test
  void gatesReachThePipelineAsTheyCame() {
    world.receive(world.message().at(1).policy(World.B).gates(GATES).seal());
    assertThat(world.pipeline.last().gates()).isEqualTo(GATES);
  }

  @Property(tries = 20)
  void whoFailsAGateIsRejectedWithItsCodeAndItsFigures(@ForAll boolean memory) {
    World gateway = new World();
    gateway.receive(gateway.message().at(7).policy(World.B).gates(GATES).seal());
    gateway.pipeline.figures = FIGURES;
    gateway.pipeline.finish(
        gateway.agent, memory ? Outcome.MEMORY_EXCEEDED : Outcome.GOLDEN_FAILED);
    assertThat(gateway.phase()).isEqualTo(GatewayPhase.REJECTED);
    assertThat(gateway.code())
        .contains(memory ? RejectionCode.MEMORY_EXCEEDED : RejectionCode.GOLDEN_FAILED);
    assertThat(gateway.last().gates()).contains(new GateResult(7, Optional.of(0.97), FIGURES));
    assertThat(gateway.last().active().orElseThrow().name()).isEqualTo("a");
    assertThat(gateway.last().activation()).as("nothing was activated").isEmpty();
    gateway.boot();
    assertThat(gateway.phase()).as("over a restart").isEqualTo(GatewayPhase.REJECTED);
    assertThat(gateway.pipeline.requests).as("nor is it tried again").hasSize(1);
  }

  @Test
  void figuresOfAGoodChangeAreReportedToo() {
    world.receive(world.message().at(7).policy(World.B).gates(GATES).seal());
    world.pipeline.figures = FIGURES;
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.last().gates().orElseThrow().figures()).isEqualTo(FIGURES);
    world.receive(world.apply(8, World.C));
    assertThat(world.last().gates()).as("of the change before").isEmpty();
  }

  @Test
  void aMessageCanRequireGoldenImages() {
    String filter = "(golden=" + IMAGES.hex() + ")";
    world.receive(world.message().at(1).policy(World.B).requires(filter).seal());
    assertThat(world.code()).contains(RejectionCode.WRONG_DEVICE);
    world.pipeline.golden = Optional.of(IMAGES);
    world.receive(world.message().at(2).policy(World.B).requires(filter).seal());
    assertThat(world.phase()).isEqualTo(GatewayPhase.SHADOW);
  }

  @Test
  void theCertificateAndWhatIsWrongWithItsSuccessorAreReported() {
    Instant end = world.clock.instant().plus(Duration.ofDays(20));
    assertThat(world.last().certNotAfter()).isEmpty();
    world.certificate = Optional.of(new ClientCertificate(end, Optional.of("gw.p12: expired")));
    world.agent.onResync(Duration.ZERO);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.last().certNotAfter()).contains(end);
    assertThat(world.last().certProblem()).contains("gw.p12: expired");
  }
}
