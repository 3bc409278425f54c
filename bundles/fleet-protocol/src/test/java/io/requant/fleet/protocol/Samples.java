package io.requant.fleet.protocol;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.GateFigures;
import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.protocol.Reported.ActivationFigures;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.Reported.CommandResult;
import io.requant.fleet.protocol.Reported.GateResult;
import io.requant.fleet.protocol.Reported.Health;
import io.requant.fleet.protocol.Reported.Refusal;
import io.requant.model.network.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Fixed messages and keys that tests and golden vectors share. */
final class Samples {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  static final byte[] CONTENT = "stands for the binary form".getBytes(StandardCharsets.UTF_8);

  private Samples() {}

  /** The pair of RFC 8032, 7.1, test 1 or 2, in the encodings of RFC 8410. */
  static SigningKey key(int test) {
    String secret =
        test == 1
            ? "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
            : "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    String open =
        test == 1
            ? "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
            : "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return new SigningKey(
          factory.generatePrivate(
              new PKCS8EncodedKeySpec(
                  HexFormat.of().parseHex("302e020100300506032b657004220420" + secret))),
          factory.generatePublic(
              new X509EncodedKeySpec(HexFormat.of().parseHex("302a300506032b6570032100" + open))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TrustedKeys trusted(SigningKey... keys) {
    return new TrustedKeys(List.of(keys).stream().map(SigningKey::publicKey).toList());
  }

  static PolicyReference reference() {
    return new PolicyReference(
        "w4a4",
        Digest.of("network".getBytes(StandardCharsets.UTF_8)),
        Digest.of("policy".getBytes(StandardCharsets.UTF_8)),
        Digest.of(CONTENT),
        CONTENT.length,
        true,
        List.of());
  }

  static Desired apply() {
    return desired(
        new Target.Ring("canary"),
        Desired.Action.APPLY,
        Optional.of(reference()),
        new Position(3, 41));
  }

  /** The same with bounds of adaptation. */
  static Desired adapting(AdaptationBounds adapt) {
    return desired(
        new Target.Ring("canary"),
        Desired.Action.APPLY,
        Optional.of(reference()),
        new Position(3, 44),
        adapt);
  }

  /** The same with gates of memory and golden images. */
  static Desired gated() {
    Desired plain = apply();
    return new Desired(
        plain.tenant(),
        plain.target(),
        plain.rolloutId(),
        new Position(3, 45),
        plain.action(),
        plain.policy(),
        plain.slice(),
        plain.requires(),
        plain.minSeqFrom(),
        plain.notBefore(),
        plain.expires(),
        plain.jitter(),
        new Gates(
            plain
                .gates()
                .shadow()
                .with(new MemoryGate(3_000_000, 120_000_000))
                .with(
                    new GoldenGate(
                        Digest.of("golden images".getBytes(StandardCharsets.UTF_8)), 0.875)),
            plain.gates().soak()),
        plain.adapt());
  }

  static Desired desired(
      Target target, Desired.Action action, Optional<PolicyReference> policy, Position position) {
    return desired(target, action, policy, position, AdaptationBounds.EXACT);
  }

  private static Desired desired(
      Target target,
      Desired.Action action,
      Optional<PolicyReference> policy,
      Position position,
      AdaptationBounds adapt) {
    return new Desired(
        "acme",
        target,
        "rollout-7",
        position,
        action,
        policy,
        new Slice("salt-1", 0, 2500),
        Optional.of("(&(arch=amd64)(cpus>=2))"),
        40,
        NOW,
        NOW.plus(Duration.ofDays(30)),
        Duration.ofSeconds(600),
        new Gates(
            new ShadowGates(64, 0.95, Duration.ofNanos(2_500_000), Duration.ofSeconds(20)),
            Duration.ofMinutes(5)),
        adapt);
  }

  static Command command() {
    return new Command(
        "acme",
        "gw-17",
        "c-7",
        NOW.toEpochMilli(),
        Command.Kind.RETRY,
        NOW.plus(Duration.ofMinutes(10)));
  }

  static Reported reported() {
    return new Reported(
        "gw-17",
        "canary",
        "0123456789abcdef",
        12,
        NOW,
        new Position(3, 41),
        GatewayPhase.REJECTED,
        Optional.of(RejectionCode.GATE_FAILED),
        "agreement of 0.81 on 64 frames; 0.95 is needed",
        Optional.of(new ActivePolicy("w8a8", "ab".repeat(32), 40)),
        Optional.of(new ActivePolicy("w6a6", "cd".repeat(32), 39)),
        Optional.of(new Refusal(RejectionCode.BAD_SIGNATURE, "altered", NOW, 2)),
        Optional.of(
            new ActivationFigures(
                40, 5210, 31_000, Optional.of(32_500L), 4_100, 20_000, Optional.of(0.984375))),
        Optional.of(new Health(29.5, 210, 390, 41_000, 4, 1000, 990, 9, 1, 0)),
        Optional.of(NOW.plus(Duration.ofDays(90))));
  }

  /** The same of a gateway that refused a new engine, and renewed certificate files. */
  static Reported refused() {
    Reported r = reported();
    return new Reported(
        r.gateway(),
        r.ring(),
        r.bootId(),
        r.reportSeq(),
        r.at(),
        r.observed(),
        r.phase(),
        Optional.of(RejectionCode.GOLDEN_FAILED),
        "knew 20 of 32 golden images; 0.8750 of them are required",
        r.active(),
        r.previous(),
        r.refusal(),
        r.activation(),
        r.health(),
        r.certNotAfter(),
        Optional.of(
            new GateResult(
                45,
                Optional.of(0.984375),
                new GateFigures(
                    Optional.of(2_400_000L),
                    Optional.of(96_000_000L),
                    Optional.of(new GateFigures.Golden(32, 20))))),
        Optional.of("gw-17.p12: its key does not belong to its certificate"),
        Optional.of(new CommandResult("c-7", 1_767_323_045_678L, "tries message 3.45 again", NOW)));
  }
}
