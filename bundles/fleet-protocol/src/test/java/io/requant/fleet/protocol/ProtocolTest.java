package io.requant.fleet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ProtocolTest {

  @Example
  void aResnet20PolicyFitsIntoAMessageWithRoomToSpare() throws Exception {
    Policy policy = PlausiblePolicies.uniform(Nets.resnet20(), 4, 4);
    byte[] content = PolicyCodec.encode(policy);
    Desired desired =
        Samples.desired(
            new Target.Ring("r".repeat(Ids.MAX_LENGTH)),
            Desired.Action.APPLY,
            Optional.of(PolicyReference.inline(policy, content)),
            new Position(Long.MAX_VALUE, Long.MAX_VALUE));
    byte[] message = SignedDesired.seal(desired, content, List.of(Samples.key(1)));
    System.getLogger(ProtocolTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "policy {0} bytes, message {1} bytes",
            content.length,
            message.length);
    assertThat(message.length).isLessThanOrEqualTo(Desired.MESSAGE_LIMIT);
    assertThat(message.length - content.length).isLessThan(1500);
    SignedDesired opened =
        SignedDesired.open(message, Desired.MESSAGE_LIMIT, Samples.trusted(Samples.key(1)));
    assertThat(PolicyCodec.decode(opened.attachment())).isEqualTo(policy);
  }

  @Property(tries = 300)
  void everyGatewayIsInExactlyOneOfTwoHalves(
      @ForAll @IntRange(min = 0, max = 10_000) int cut, @ForAll @LongRange(min = 0) long id) {
    String gateway = "gw-" + id;
    boolean low = new Slice("s", 0, cut).contains(gateway);
    boolean high = new Slice("s", cut, Slice.BUCKETS).contains(gateway);
    assertThat(low).isNotEqualTo(high);
    assertThat(Slice.ALL.contains(gateway)).isTrue();
  }

  @Example
  void bucketsAreEven() {
    int inFirstTenth = 0;
    for (int i = 0; i < 20_000; i++) {
      inFirstTenth += new Slice("salt", 0, 1000).contains("gw-" + i) ? 1 : 0;
    }
    // Binomial, 20,000 x 0.1: standard deviation 42.
    assertThat(inFirstTenth).isBetween(1800, 2200);
  }

  @Example
  void topicsAreReadAsTheyAreWritten() {
    Topics topics = new Topics("acme");
    assertThat(topics.parse(topics.reported("gw-17")))
        .contains(new Topics.GatewayTopic("gw-17", Topics.Kind.REPORTED));
    assertThat(topics.parse(topics.presence("gw-17")))
        .contains(new Topics.GatewayTopic("gw-17", Topics.Kind.PRESENCE));
    assertThat(topics.parse(topics.command("gw-17"))).isEmpty();
    assertThat(topics.parse(new Topics("other").reported("gw-17"))).isEmpty();
    String wrongShard = topics.reported("gw-17").replace(Topics.shard("gw-17"), "zz");
    assertThat(topics.parse(wrongShard)).isEmpty();
  }

  @Property(tries = 300)
  void idsKeepWildcardsAndSeparatorsOut(@ForAll String text) {
    if (Ids.valid(text)) {
      assertThat(text).doesNotContain("/", "+", "#", " ").hasSizeBetween(1, Ids.MAX_LENGTH);
    } else {
      assertThatThrownBy(() -> new Target.Gateway(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 300)
  void positionsAreOrderedByEpochFirst(
      @ForAll @LongRange(min = 0, max = 5) long e1,
      @ForAll @LongRange(min = 0, max = 5) long s1,
      @ForAll @LongRange(min = 0, max = 5) long e2,
      @ForAll @LongRange(min = 0, max = 5) long s2) {
    boolean after = new Position(e1, s1).isAfter(new Position(e2, s2));
    assertThat(after).isEqualTo(e1 > e2 || (e1 == e2 && s1 > s2));
  }

  @Example
  void policiesComeFromHttpsOnly() {
    PolicyReference inline = Samples.reference();
    assertThatThrownBy(
            () ->
                new PolicyReference(
                    inline.name(),
                    inline.network(),
                    inline.digest(),
                    inline.content(),
                    inline.size(),
                    false,
                    List.of(URI.create("http://example.org/p"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }

  @Example
  void aReportIsReadAsItWasWritten() throws Exception {
    assertThat(ReportedCodec.decode(ReportedCodec.encode(Samples.reported())))
        .isEqualTo(Samples.reported());
  }
}
