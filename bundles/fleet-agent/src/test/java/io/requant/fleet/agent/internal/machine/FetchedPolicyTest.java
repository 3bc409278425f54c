package io.requant.fleet.agent.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.fleet.agent.internal.machine.Fetcher.Outcome.Failed;
import io.requant.fleet.agent.internal.machine.Fetcher.Outcome.Fetched;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A policy that a message names by address. */
class FetchedPolicyTest {

  private static final URI URL = URI.create("https://models.example/b.rqp");
  private static final byte[] B = PolicyCodec.encode(World.B);

  private final World world = new World();

  private byte[] message(long seq, Policy policy) {
    byte[] content = PolicyCodec.encode(policy);
    return world
        .message()
        .at(seq)
        .reference(
            new PolicyReference(
                policy.name(),
                policy.network(),
                policy.digest(),
                Digest.of(content),
                content.length,
                false,
                List.of(URL)),
            new byte[0])
        .seal();
  }

  private void fetched(byte[] content) {
    world.agent.onFetched(world.fetches.last().token(), new Fetched(content));
  }

  @Test
  void itIsFetchedThenComparedAndActivated() {
    world.receive(message(1, World.B));
    assertThat(world.phase()).isEqualTo(GatewayPhase.SEEN);
    assertThat(world.last().message()).contains("fetches").contains(URL.toString());
    assertThat(world.fetches.last().wanted())
        .isEqualTo(new Fetcher.Wanted(Digest.of(B), B.length, List.of(URL)));
    assertThat(world.pipeline.requests).isEmpty();
    fetched(B);
    assertThat(world.phase()).isEqualTo(GatewayPhase.SHADOW);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.last().active().orElseThrow().digest()).isEqualTo(World.B.digest().hex());
  }

  @Test
  void whileItIsFetchedNothingIsDueButTheReport() {
    world.receive(message(1, World.B));
    assertThat(world.agent.wakeAt()).isAfter(world.clock.instant().plusSeconds(60));
    world.pass(Duration.ofHours(1));
    assertThat(world.fetches.begun).hasSize(1);
  }

  @Test
  void aPolicyThatCameWithTheModelIsNotFetched() {
    world.pipeline.known.add(World.B);
    world.receive(message(1, World.B));
    assertThat(world.fetches.begun).isEmpty();
    assertThat(world.phase()).isEqualTo(GatewayPhase.SHADOW);
  }

  @Test
  void whatCannotBeFetchedIsRejectedAndWhatWasActiveRemains() {
    world.receive(message(1, World.B));
    world.agent.onFetched(
        world.fetches.last().token(), new Failed(RejectionCode.FETCH_FAILED, "answers 404"));
    assertThat(world.phase()).isEqualTo(GatewayPhase.REJECTED);
    assertThat(world.code()).contains(RejectionCode.FETCH_FAILED);
    assertThat(world.last().message()).isEqualTo("answers 404");
    assertThat(world.last().active().orElseThrow().name()).isEqualTo("a");
  }

  @Test
  void contentThatIsNoPolicyOrAnotherOneIsRejected() {
    world.receive(message(1, World.B));
    fetched(new byte[] {1, 2, 3});
    assertThat(world.code()).contains(RejectionCode.MALFORMED);
    world.receive(message(2, World.B));
    fetched(PolicyCodec.encode(World.C));
    assertThat(world.code()).contains(RejectionCode.POLICY_DIGEST_MISMATCH);
    assertThat(world.pipeline.requests).isEmpty();
  }

  @Test
  void anAgentThatFetchesNothingSaysSo() {
    List<Fetcher.Outcome> outcomes = new ArrayList<>();
    try (Fetcher none = Fetcher.none()) {
      none.begin(new Fetcher.Wanted(Digest.of(B), B.length, List.of(URL)), outcomes::add);
      none.cancel();
    }
    assertThat(outcomes).hasSize(1);
    assertThat(((Failed) outcomes.get(0)).code()).isEqualTo(RejectionCode.UNSUPPORTED);
  }

  @Test
  void aNewerMessageEndsTheDownloadAndLateAnswersAreIgnored() {
    world.receive(message(1, World.B));
    long old = world.fetches.last().token();
    world.receive(world.apply(2, World.C));
    assertThat(world.fetches.cancelled).isEqualTo(1);
    assertThat(world.pipeline.last().policy()).isEqualTo(World.C);
    world.agent.onFetched(old, new Fetched(B));
    world.agent.onFetched(old, new Failed(RejectionCode.FETCH_FAILED, "late"));
    assertThat(world.phase()).isEqualTo(GatewayPhase.SHADOW);
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Test
  void aCrashBeginsTheDownloadAgain() {
    world.receive(message(1, World.B));
    world.boot();
    assertThat(world.fetches.begun).hasSize(2);
    fetched(B);
    assertThat(world.phase()).isEqualTo(GatewayPhase.SHADOW);
  }

  @Test
  void aPipelineThatGoesMeanwhileIsWaitedForWithWhatCame() {
    world.receive(message(1, World.B));
    world.agent.onPipeline(Optional.empty());
    fetched(B);
    assertThat(world.phase()).isEqualTo(GatewayPhase.SEEN);
    world.agent.onPipeline(Optional.of(world.pipeline));
    assertThat(world.phase()).isEqualTo(GatewayPhase.SHADOW);
    assertThat(world.fetches.begun).hasSize(1);
  }
}
