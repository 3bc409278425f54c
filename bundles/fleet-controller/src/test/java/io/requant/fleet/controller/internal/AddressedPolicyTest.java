package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutState;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.transport.OutboundMessage;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that are too large for a message, or shall not be in one. */
class AddressedPolicyTest {

  private static final int LIMIT = 2048;
  private static final Policy SMALL = TestCase.of(7).policy();

  /** 2,134 and 1,531 bytes. */
  private static final Policy LARGE = TestCase.of(39).policy();

  private static final Policy NEXT = TestCase.of(51).policy();
  private static final List<URI> URLS =
      List.of(URI.create("https://a.example/large.rqp"), URI.create("https://b.example/l?v=2"));
  private static final List<URI> NEXT_URLS = List.of(URI.create("https://a.example/next.rqp"));
  private static final PushOptions OPTIONS =
      PushOptions.with(new ShadowGates(16, 0.9, Duration.ofMillis(100), Duration.ofSeconds(5)));
  private static final RolloutPlan PLAN = RolloutPlan.of(List.of(3000, 10_000));

  @TempDir Path directory;
  private final SigningKey key = SigningKey.generate();
  private final TrustedKeys keys = new TrustedKeys(List.of(key.publicKey()));
  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final MemoryTransport transport = new MemoryTransport();
  private final FakeFleet fleet = new FakeFleet("acme", 40, transport, keys, clock);
  private FleetStore store;
  private Controller controller;

  @BeforeEach
  void open() throws Exception {
    store = FleetStore.open(StoreSettings.embedded(directory), "acme");
    controller =
        new Controller(new ControllerSettings("acme", LIMIT), transport, key, store, clock);
  }

  @AfterEach
  void close() {
    controller.close();
    store.close();
  }

  private RolloutState run(Policy policy, List<URI> urls) throws Exception {
    controller.rollout(
        new RolloutRequest("all", policy, OPTIONS.from(urls), PLAN, Optional.empty()), "anna");
    return untilItEnds();
  }

  private RolloutState untilItEnds() throws Exception {
    for (int i = 0; i < 30 && !controller.rollouts().get(0).state().ended(); i++) {
      fleet.follow();
      clock.pass(Duration.ofSeconds(1));
      controller.tick();
    }
    return controller.rollouts().get(0).state();
  }

  private SignedDesired last() throws Exception {
    List<OutboundMessage> messages =
        transport.published.stream().filter(m -> m.topic().endsWith("/desired")).toList();
    byte[] message = messages.get(messages.size() - 1).payload();
    assertThat(message.length).isLessThanOrEqualTo(LIMIT);
    return SignedDesired.open(message, LIMIT, keys);
  }

  private void names(Policy policy, Desired.Action action, List<URI> urls) throws Exception {
    byte[] content = PolicyCodec.encode(policy);
    SignedDesired signed = last();
    assertThat(signed.desired().action()).isEqualTo(action);
    assertThat(signed.desired().policy().orElseThrow())
        .isEqualTo(
            new PolicyReference(
                policy.name(),
                policy.network(),
                policy.digest(),
                Digest.of(content),
                content.length,
                false,
                urls));
    assertThat(signed.attachment()).isEmpty();
  }

  @Test
  void aRolloutNamesAddressesDigestAndSizeOfWhatDoesNotFit() throws Exception {
    fleet.connect();
    controller.push("all", SMALL, OPTIONS);
    assertThat(run(LARGE, URLS)).isEqualTo(RolloutState.COMPLETED);
    names(LARGE, Desired.Action.APPLY, URLS);
    assertThat(controller.rings().get("all").converged()).isEqualTo(40);
  }

  @Test
  void whatFitsGoesByAddressOnlyIfThatIsAskedFor() throws Exception {
    controller.push("all", SMALL, OPTIONS.from(URLS));
    names(SMALL, Desired.Action.APPLY, URLS);
    controller.push("all", SMALL, OPTIONS);
    assertThat(PolicyCodec.decode(last().attachment())).isEqualTo(SMALL);
  }

  @Test
  void whatDoesNotFitAndHasNoAddressIsRefusedBeforeAnythingIsPromised() throws Exception {
    fleet.connect();
    assertThatThrownBy(() -> controller.push("all", LARGE, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2134 bytes")
        .hasMessageContaining("--policy-url");
    controller.push("all", SMALL, OPTIONS);
    assertThatThrownBy(() -> run(NEXT, List.of())).hasMessageContaining("--policy-url");
    assertThatThrownBy(
            () ->
                controller.rollout(
                    new RolloutRequest("all", SMALL, OPTIONS, PLAN, Optional.of(LARGE)), "anna"))
        .hasMessageContaining("--policy-url");
    assertThat(controller.rollouts()).isEmpty();
  }

  @Test
  void whatIsGoneBackToIsFetchedFromWhereItWasAlsoAfterARestart() throws Exception {
    fleet.connect();
    controller.push("all", SMALL, OPTIONS);
    assertThat(run(LARGE, URLS)).isEqualTo(RolloutState.COMPLETED);
    close();
    open();
    fleet.follow();
    fleet.bad.add(NEXT.digest().hex());
    assertThat(run(NEXT, NEXT_URLS)).isEqualTo(RolloutState.ROLLED_BACK);
    names(LARGE, Desired.Action.ROLLBACK, URLS);
    assertThat(controller.rings().get("all").converged()).isEqualTo(40);
  }

  @Test
  void aFallbackMayHaveAddressesOfItsOwn() throws Exception {
    fleet.connect();
    fleet.bad.add(NEXT.digest().hex());
    controller.rollout(
        new RolloutRequest("all", NEXT, OPTIONS.from(NEXT_URLS), PLAN, Optional.of(LARGE), URLS),
        "anna");
    assertThat(untilItEnds()).isEqualTo(RolloutState.ROLLED_BACK);
    names(LARGE, Desired.Action.ROLLBACK, URLS);
  }

  @Test
  void aMessageIsWrittenAnewWithItsAddresses() throws Exception {
    controller.push("all", LARGE, OPTIONS.from(URLS));
    clock.pass(Duration.ofDays(25));
    controller.tick();
    assertThat(last().desired().notBefore()).isEqualTo(clock.instant());
    names(LARGE, Desired.Action.APPLY, URLS);
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String url : List.of("http://a.example/p", "https:p", "https:///p", "p", "file:/p")) {
      assertThatThrownBy(() -> OPTIONS.from(List.of(URI.create(url))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(url);
    }
    URI url = URLS.get(0);
    assertThatThrownBy(() -> OPTIONS.from(List.of(url, url, url, url, url)))
        .hasMessageContaining("at most 4");
    URI endless = URI.create("https://a.example/" + "x".repeat(PolicyReference.MAX_URL));
    assertThatThrownBy(() -> controller.push("all", LARGE, OPTIONS.from(List.of(endless))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(transport.published).isEmpty();
  }
}
