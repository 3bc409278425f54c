package io.requant.fleet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.AdaptationBounds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The files under golden are what others implement against. They change only with the protocol: run
 * with -Dgolden.write=DIRECTORY to write them anew.
 */
class GoldenVectorsTest {

  private static Map<String, byte[]> vectors() {
    SigningKey key = Samples.key(1);
    Map<String, byte[]> files = new LinkedHashMap<>();
    Desired release =
        Samples.desired(
            new Target.Gateway("gw-17"),
            Desired.Action.RELEASE,
            Optional.empty(),
            new Position(3, 43));
    Desired halt =
        Samples.desired(
            new Target.Ring("canary"), Desired.Action.HALT, Optional.empty(), new Position(3, 42));
    files.put("desired-apply.json", DesiredCodec.encode(Samples.apply()));
    files.put("desired-apply-adapt.json", DesiredCodec.encode(adapting()));
    files.put(
        "desired-apply-adapt.envelope",
        SignedDesired.seal(adapting(), Samples.CONTENT, List.of(key)));
    files.put("desired-apply-gates.json", DesiredCodec.encode(Samples.gated()));
    files.put("reported-refused.json", ReportedCodec.encode(Samples.refused()));
    files.put("command.json", SignedCommand.encode(Samples.command()));
    files.put("command.envelope", SignedCommand.seal(Samples.command(), List.of(key)));
    files.put("desired-halt.json", DesiredCodec.encode(halt));
    files.put("desired-release.json", DesiredCodec.encode(release));
    files.put(
        "desired-apply.pae",
        Envelope.preAuthenticationEncoding(
            Desired.PAYLOAD_TYPE, DesiredCodec.encode(Samples.apply())));
    files.put(
        "desired-apply.envelope",
        SignedDesired.seal(Samples.apply(), Samples.CONTENT, List.of(key)));
    files.put(
        "desired-apply-two-keys.envelope",
        SignedDesired.seal(Samples.apply(), Samples.CONTENT, List.of(key, Samples.key(2))));
    files.put("reported.json", ReportedCodec.encode(Samples.reported()));
    files.put(
        "presence.json",
        new Presence("gw-17", Presence.State.ONLINE, Optional.of("0123456789abcdef")).encode());
    files.put("addresses.txt", addresses().getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static Desired adapting() {
    return Samples.adapting(
        AdaptationBounds.named(List.of("level-100", "level-75", "level-50", "level-25")));
  }

  private static String addresses() {
    Topics topics = new Topics("acme");
    Map<String, String> lines = new TreeMap<>();
    for (String gateway : List.of("gw-1", "gw-17", "a", "Z_.-9")) {
      lines.put("bucket salt-1 " + gateway, String.valueOf(Slice.bucket("salt-1", gateway)));
      lines.put("desired gateway " + gateway, topics.desired(new Target.Gateway(gateway)));
      lines.put("reported " + gateway, topics.reported(gateway));
      lines.put("presence " + gateway, topics.presence(gateway));
      lines.put("command " + gateway, topics.command(gateway));
    }
    lines.put("desired ring canary", topics.desired(new Target.Ring("canary")));
    lines.put("resync canary", topics.resync("canary"));
    lines.put("controller state c1", topics.controllerState("c1"));
    lines.put("key id of RFC 8032 test 1", Samples.key(1).id().hex());
    lines.put("key id of RFC 8032 test 2", Samples.key(2).id().hex());
    StringBuilder text = new StringBuilder();
    lines.forEach((name, value) -> text.append(name).append(" = ").append(value).append('\n'));
    return text.toString();
  }

  @Test
  void whatIsWrittenIsWhatIsInTheFiles() throws IOException {
    String write = System.getProperty("golden.write", "");
    for (Map.Entry<String, byte[]> vector : vectors().entrySet()) {
      if (!write.isEmpty()) {
        Files.write(Path.of(write, vector.getKey()), vector.getValue());
        continue;
      }
      assertThat(golden(vector.getKey())).as(vector.getKey()).isEqualTo(vector.getValue());
    }
  }

  @Test
  void whatIsInTheFilesIsUnderstood() throws Exception {
    SignedDesired signed =
        SignedDesired.open(golden("desired-apply.envelope"), 8192, Samples.trusted(Samples.key(1)));
    assertThat(signed.desired()).isEqualTo(Samples.apply());
    assertThat(signed.attachment()).isEqualTo(Samples.CONTENT);
    assertThat(signed.signers()).containsExactly(Samples.key(1).id());
    assertThat(
            SignedDesired.open(
                    golden("desired-apply-two-keys.envelope"),
                    8192,
                    Samples.trusted(Samples.key(1), Samples.key(2)))
                .signers())
        .containsExactlyInAnyOrder(Samples.key(1).id(), Samples.key(2).id());
    assertThat(
            SignedDesired.open(
                    golden("desired-apply-adapt.envelope"), 8192, Samples.trusted(Samples.key(1)))
                .desired())
        .isEqualTo(adapting());
    assertThat(DesiredCodec.decode(golden("desired-apply.json")).adapt())
        .as("bounds of a message without any")
        .isEqualTo(AdaptationBounds.EXACT);
    assertThat(SignedCommand.open(golden("command.envelope"), Samples.trusted(Samples.key(1))))
        .isEqualTo(new SignedCommand(Samples.command(), Set.of(Samples.key(1).id())));
    assertThat(ReportedCodec.decode(golden("reported.json"))).isEqualTo(Samples.reported());
    assertThat(ReportedCodec.decode(golden("reported-refused.json"))).isEqualTo(Samples.refused());
    assertThat(DesiredCodec.decode(golden("desired-apply-gates.json"))).isEqualTo(Samples.gated());
    assertThat(Presence.decode(golden("presence.json")).state()).isEqualTo(Presence.State.ONLINE);
  }

  /** The example of DSSE's specification, protocol.md. */
  @Test
  void theSignedBytesAreThoseOfDsse() {
    assertThat(
            Envelope.preAuthenticationEncoding(
                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenVectorsTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as("golden/" + name).isNotNull();
      return in.readAllBytes();
    }
  }
}
