package io.requant.fleet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.network.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** No byte of a message can be altered, left out or added. */
class HostileMessagesTest {

  private static final SigningKey KEY = Samples.key(1);
  private static final TrustedKeys TRUSTED = Samples.trusted(KEY);
  private static final byte[] MESSAGE =
      SignedDesired.seal(Samples.apply(), Samples.CONTENT, List.of(KEY));

  private static void assertRefused(ThrowingCallable call, RejectionCode... codes) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.getMessage()).isNotBlank();
              if (codes.length > 0) {
                assertThat(e.code()).isIn((Object[]) codes);
              }
            });
  }

  @Example
  void everyAlteredByteIsRefused() {
    for (int i = 0; i < MESSAGE.length; i++) {
      byte[] altered = MESSAGE.clone();
      altered[i] ^= (byte) (1 << (i % 8));
      assertRefused(() -> SignedDesired.open(altered, 8192, TRUSTED));
    }
  }

  @Example
  void everyTruncationIsRefused() {
    for (int length = 0; length < MESSAGE.length; length++) {
      byte[] cut = Arrays.copyOf(MESSAGE, length);
      assertRefused(() -> SignedDesired.open(cut, 8192, TRUSTED), RejectionCode.MALFORMED);
    }
  }

  @Property(tries = 200)
  void addedBytesAreRefused(@ForAll @Size(min = 1, max = 50) byte[] more) {
    byte[] longer = Arrays.copyOf(MESSAGE, MESSAGE.length + more.length);
    System.arraycopy(more, 0, longer, MESSAGE.length, more.length);
    assertRefused(() -> SignedDesired.open(longer, 8192, TRUSTED), RejectionCode.MALFORMED);
  }

  @Property(tries = 2000)
  void noiseIsRefused(@ForAll @Size(max = 300) byte[] noise) {
    assertRefused(() -> SignedDesired.open(noise, 8192, TRUSTED));
    assertRefused(() -> DesiredCodec.decode(noise));
    assertRefused(() -> ReportedCodec.decode(noise));
    assertRefused(() -> Presence.decode(noise));
  }

  /** A trusted key signs nonsense: still nothing but a refusal comes of it. */
  @Property(tries = 1000)
  void alteredContentUnderAGoodSignatureIsUnderstoodOrRefused(
      @ForAll @IntRange(min = 0, max = 2000) int position, @ForAll byte value) {
    byte[] payload = DesiredCodec.encode(Samples.apply());
    payload[position % payload.length] = value;
    byte[] message = KEY.sign(Desired.PAYLOAD_TYPE, payload, Samples.CONTENT).encode();
    try {
      SignedDesired opened = SignedDesired.open(message, 8192, TRUSTED);
      assertThat(opened.attachment()).isEqualTo(Samples.CONTENT);
    } catch (RefusedException e) {
      assertThat(e.code())
          .isIn(
              RejectionCode.MALFORMED,
              RejectionCode.UNSUPPORTED,
              RejectionCode.POLICY_DIGEST_MISMATCH);
    }
  }

  @Example
  void boundsOfAdaptationAreReadStrictly() throws RefusedException {
    String json =
        new String(
            DesiredCodec.encode(Samples.adapting(AdaptationBounds.named(List.of("a", "b")))),
            StandardCharsets.UTF_8);
    String good = "\"adapt\":{\"policies\":[\"a\",\"b\"]}";
    assertThat(json).contains(good);
    for (String bad :
        List.of(
            "{}",
            "[]",
            "true",
            "{\"any\":false}",
            "{\"any\":1}",
            "{\"any\":true,\"policies\":[\"a\"]}",
            "{\"policies\":[]}",
            "{\"policies\":\"a\"}",
            "{\"policies\":[1]}",
            "{\"policies\":[\"a\",\"a\"]}",
            "{\"policies\":[\"../a\"]}",
            "{\"policies\":[\"" + "a".repeat(65) + "\"]}",
            "{\"policies\":[" + "\"a\",".repeat(16) + "\"b\"]}")) {
      byte[] altered = json.replace(good, "\"adapt\":" + bad).getBytes(StandardCharsets.UTF_8);
      assertRefused(() -> DesiredCodec.decode(altered), RejectionCode.MALFORMED);
    }
    byte[] open =
        json.replace(good, "\"adapt\":{\"any\":true,\"later\":1}").getBytes(StandardCharsets.UTF_8);
    assertThat(DesiredCodec.decode(open).adapt()).isEqualTo(AdaptationBounds.OPEN);
    byte[] halt =
        json.replaceFirst("\"policy\":\\{[^}]*},", "")
            .replace("\"APPLY\"", "\"HALT\"")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> DesiredCodec.decode(halt))
        .hasMessageContaining("HALT does not take bounds");
  }

  @Example
  void aMessageWithoutSignatureIsRefused() {
    byte[] message =
        new Envelope(
                Desired.PAYLOAD_TYPE,
                DesiredCodec.encode(Samples.apply()),
                Samples.CONTENT,
                List.of())
            .encode();
    assertRefused(() -> SignedDesired.open(message, 8192, TRUSTED), RejectionCode.UNSIGNED);
  }

  @Example
  void aMessageOfAStrangerIsRefused() {
    byte[] message = SignedDesired.seal(Samples.apply(), Samples.CONTENT, List.of(Samples.key(2)));
    assertRefused(() -> SignedDesired.open(message, 8192, TRUSTED), RejectionCode.UNKNOWN_KEY);
  }

  @Example
  void aStrangersSignatureUnderATrustedNameIsRefused() {
    byte[] payload = DesiredCodec.encode(Samples.apply());
    Envelope.Signature strange = Samples.key(2).signatureOf(Desired.PAYLOAD_TYPE, payload);
    byte[] message =
        new Envelope(
                Desired.PAYLOAD_TYPE,
                payload,
                Samples.CONTENT,
                List.of(new Envelope.Signature(KEY.id(), strange.bytes())))
            .encode();
    assertRefused(() -> SignedDesired.open(message, 8192, TRUSTED), RejectionCode.BAD_SIGNATURE);
  }

  @Example
  void oneWrongSignatureOfATrustedKeySpoilsTheRightOne() {
    byte[] payload = DesiredCodec.encode(Samples.apply());
    Envelope.Signature right = KEY.signatureOf(Desired.PAYLOAD_TYPE, payload);
    Envelope.Signature wrong = new Envelope.Signature(Samples.key(2).id(), right.bytes());
    byte[] message =
        new Envelope(Desired.PAYLOAD_TYPE, payload, Samples.CONTENT, List.of(right, wrong))
            .encode();
    assertRefused(
        () -> SignedDesired.open(message, 8192, Samples.trusted(KEY, Samples.key(2))),
        RejectionCode.BAD_SIGNATURE);
  }

  @Example
  void aSignatureForAnotherPurposeIsRefused() {
    byte[] message =
        KEY.sign("application/json", DesiredCodec.encode(Samples.apply()), Samples.CONTENT)
            .encode();
    assertRefused(() -> SignedDesired.open(message, 8192, TRUSTED), RejectionCode.UNSUPPORTED);
  }

  @Example
  void aMessageLongerThanTheLimitIsRefusedUnread() {
    assertRefused(
        () -> SignedDesired.open(MESSAGE, MESSAGE.length - 1, TRUSTED), RejectionCode.OVERSIZED);
  }

  @Example
  void theAttachmentCannotBeTakenAwayOrExchanged() {
    byte[] payload = DesiredCodec.encode(Samples.apply());
    for (byte[] attachment :
        List.of(new byte[0], "another policy".getBytes(StandardCharsets.UTF_8))) {
      byte[] message = KEY.sign(Desired.PAYLOAD_TYPE, payload, attachment).encode();
      assertRefused(
          () -> SignedDesired.open(message, 8192, TRUSTED), RejectionCode.POLICY_DIGEST_MISMATCH);
    }
  }

  @Example
  void deepAndLongJsonIsRefused() {
    String deep = "{\"schema\":1,\"x\":" + "[".repeat(100) + "]".repeat(100) + "}";
    String longText = "{\"schema\":1,\"x\":\"" + "y".repeat(5000) + "\"}";
    String longNumber = "{\"schema\":1" + "0".repeat(100) + "}";
    String longName = "{\"" + "n".repeat(100) + "\":1}";
    String twice = "{\"schema\":1,\"schema\":1}";
    String trailing = "{\"schema\":1} {}";
    for (String json : List.of(deep, longText, longNumber, longName, twice, trailing)) {
      assertRefused(
          () -> DesiredCodec.decode(json.getBytes(StandardCharsets.UTF_8)),
          RejectionCode.MALFORMED);
    }
    assertRefused(
        () -> DesiredCodec.decode(new byte[Desired.MESSAGE_LIMIT + 1]), RejectionCode.OVERSIZED);
  }

  @Example
  void anotherSchemaIsRefusedAndAnUnknownFieldIsIgnored() throws Exception {
    String json = new String(DesiredCodec.encode(Samples.apply()), StandardCharsets.UTF_8);
    assertRefused(
        () ->
            DesiredCodec.decode(
                json.replace("\"schema\":1", "\"schema\":2").getBytes(StandardCharsets.UTF_8)),
        RejectionCode.UNSUPPORTED);
    assertThat(
            DesiredCodec.decode(
                json.replace("\"schema\":1", "\"schema\":1,\"later\":{\"a\":[1]}")
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Samples.apply());
  }

  @Example
  void everyFieldIsCheckedForItsTypeAndRange() {
    String json = new String(DesiredCodec.encode(Samples.apply()), StandardCharsets.UTF_8);
    List<String[]> changes =
        List.of(
            new String[] {"\"epoch\":3", "\"epoch\":0"},
            new String[] {"\"epoch\":3", "\"epoch\":\"3\""},
            new String[] {"\"seq\":41", "\"seq\":41.0"},
            new String[] {"\"seq\":41", "\"seq\":99999999999999999999"},
            new String[] {"\"to\":2500", "\"to\":10001"},
            new String[] {"\"from\":0", "\"from\":2501"},
            new String[] {"\"minAgreement\":0.95", "\"minAgreement\":1.01"},
            new String[] {"\"shadowFrames\":64", "\"shadowFrames\":-1"},
            new String[] {"\"tenant\":\"acme\"", "\"tenant\":\"a/b\""},
            new String[] {"\"ring\":\"canary\"", "\"ring\":\"+\""},
            new String[] {"\"ring\":\"canary\"", "\"ring\":\"canary\",\"gateway\":\"gw\""},
            new String[] {"\"ring\":\"canary\",", ""},
            new String[] {"\"inline\":true", "\"inline\":1"},
            new String[] {"\"action\":\"APPLY\"", "\"action\":\"HALT\""},
            new String[] {
              "\"digest\":\"" + Digest.of("policy".getBytes(StandardCharsets.UTF_8)).hex(),
              "\"digest\":\"" + "G".repeat(64)
            });
    for (String[] change : changes) {
      assertThat(json).contains(change[0]);
      String changed = json.replace(change[0], change[1]);
      assertRefused(
          () -> DesiredCodec.decode(changed.getBytes(StandardCharsets.UTF_8)),
          RejectionCode.MALFORMED);
    }
    assertRefused(
        () ->
            DesiredCodec.decode(json.replace("APPLY", "EXPLODE").getBytes(StandardCharsets.UTF_8)),
        RejectionCode.UNSUPPORTED);
  }
}
