package io.requant.fleet.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JSON form of a {@link Desired}: fields in a fixed order, no white space, times in milliseconds
 * since 1970. Readers ignore fields that they do not know and refuse a schema that they do not
 * know.
 */
public final class DesiredCodec {

  static final int SCHEMA = 1;

  private static final long MAX_TIME = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private DesiredCodec() {}

  /** The JSON form, in UTF-8. */
  public static byte[] encode(Desired desired) {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA).put("tenant", desired.tenant());
    json.put(desired.target() instanceof Target.Ring ? "ring" : "gateway", desired.target().id());
    json.put("rolloutId", desired.rolloutId())
        .put("epoch", desired.position().epoch())
        .put("seq", desired.position().seq())
        .put("action", desired.action().name());
    desired.policy().ifPresent(policy -> write(json.putObject("policy"), policy));
    json.putObject("slice")
        .put("salt", desired.slice().salt())
        .put("from", desired.slice().from())
        .put("to", desired.slice().to());
    desired.requires().ifPresent(filter -> json.put("requires", filter));
    json.put("minSeqFrom", desired.minSeqFrom())
        .put("notBefore", desired.notBefore().toEpochMilli())
        .put("expires", desired.expires().toEpochMilli())
        .put("jitterSec", desired.jitter().toSeconds());
    ShadowGates shadow = desired.gates().shadow();
    ObjectNode gates = json.putObject("gates");
    gates
        .put("shadowFrames", shadow.frames())
        .put("minAgreement", shadow.minAgreement())
        .put("maxP99Micros", shadow.maxP99().toNanos() / 1000)
        .put("shadowTimeoutMs", shadow.timeout().toMillis())
        .put("soakSec", desired.gates().soak().toSeconds());
    write(gates, shadow);
    write(json, desired.adapt());
    return Json.write(json);
  }

  private static void write(ObjectNode gates, ShadowGates shadow) {
    if (shadow.memory().limitsEngines()) {
      gates.put("maxEngineBytes", shadow.memory().engineBytes());
    }
    if (shadow.memory().limitsProcess()) {
      gates.put("maxProcessBytes", shadow.memory().processBytes());
    }
    shadow
        .golden()
        .ifPresent(
            golden ->
                gates
                    .putObject("golden")
                    .put("images", golden.images().hex())
                    .put("minRight", golden.minRight()));
  }

  /** Nothing means nothing allowed: agents from before this field ignore it, and never adapt. */
  private static void write(ObjectNode json, AdaptationBounds adapt) {
    switch (adapt.kind()) {
      case EXACT -> {}
      case OPEN -> json.putObject("adapt").put("any", true);
      case NAMED -> {
        ArrayNode policies = json.putObject("adapt").putArray("policies");
        adapt.policies().forEach(policies::add);
      }
    }
  }

  private static void write(ObjectNode json, PolicyReference policy) {
    json.put("name", policy.name())
        .put("network", policy.network().hex())
        .put("digest", policy.digest().hex())
        .put("content", policy.content().hex())
        .put("size", policy.size())
        .put("inline", policy.inline());
    if (!policy.urls().isEmpty()) {
      ArrayNode urls = json.putArray("urls");
      policy.urls().forEach(url -> urls.add(url.toString()));
    }
  }

  /**
   * Reads the JSON form.
   *
   * @throws RefusedException MALFORMED, OVERSIZED or UNSUPPORTED; the message names the field
   */
  public static Desired decode(byte[] json) throws RefusedException {
    Fields fields = Json.read("desired", json, Desired.MESSAGE_LIMIT);
    fields.requireSchema(SCHEMA);
    try {
      return read(fields);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(RejectionCode.MALFORMED, "desired: " + e.getMessage(), e);
    }
  }

  private static Desired read(Fields fields) throws RefusedException {
    if (fields.has("ring") == fields.has("gateway")) {
      throw new RefusedException(
          RejectionCode.MALFORMED, "desired: either a ring or a gateway is needed");
    }
    Target target =
        fields.has("ring")
            ? new Target.Ring(fields.id("ring"))
            : new Target.Gateway(fields.id("gateway"));
    Fields slice = fields.object("slice");
    var policy = fields.optionalObject("policy");
    return new Desired(
        fields.id("tenant"),
        target,
        fields.id("rolloutId"),
        new Position(
            fields.integer("epoch", 1, Long.MAX_VALUE), fields.integer("seq", 1, Long.MAX_VALUE)),
        fields.constant(Desired.Action.class, "action"),
        policy.isPresent() ? Optional.of(readPolicy(policy.get())) : Optional.empty(),
        new Slice(
            slice.id("salt"),
            (int) slice.integer("from", 0, Slice.BUCKETS),
            (int) slice.integer("to", 0, Slice.BUCKETS)),
        fields.optionalText("requires", Desired.MAX_REQUIRES),
        fields.integer("minSeqFrom", 0, Long.MAX_VALUE),
        Instant.ofEpochMilli(fields.integer("notBefore", 0, MAX_TIME)),
        Instant.ofEpochMilli(fields.integer("expires", 0, MAX_TIME)),
        Duration.ofSeconds(fields.integer("jitterSec", 0, Desired.MAX_JITTER_SECONDS)),
        readGates(fields.object("gates")),
        readBounds(fields));
  }

  private static AdaptationBounds readBounds(Fields parent) throws RefusedException {
    var adapt = parent.optionalObject("adapt");
    if (adapt.isEmpty()) {
      return AdaptationBounds.EXACT;
    }
    Fields fields = adapt.get();
    boolean any = fields.has("any") && fields.flag("any");
    if (any == fields.has("policies")) {
      throw new RefusedException(
          RejectionCode.MALFORMED, "desired.adapt: either any or policies is needed");
    }
    return any
        ? AdaptationBounds.OPEN
        : AdaptationBounds.named(
            fields.texts("policies", AdaptationBounds.MAX_POLICIES, Policy.MAX_NAME));
  }

  private static PolicyReference readPolicy(Fields fields) throws RefusedException {
    List<URI> urls = new ArrayList<>();
    for (String url : fields.texts("urls", PolicyReference.MAX_URLS, PolicyReference.MAX_URL)) {
      urls.add(URI.create(url));
    }
    return new PolicyReference(
        fields.text("name", Policy.MAX_NAME),
        fields.digest("network"),
        fields.digest("digest"),
        fields.digest("content"),
        (int) fields.integer("size", 1, PolicyReference.MAX_SIZE),
        fields.flag("inline"),
        urls);
  }

  private static Gates readGates(Fields fields) throws RefusedException {
    return new Gates(
        new ShadowGates(
            (int) fields.integer("shadowFrames", 0, ShadowGates.MAX_FRAMES),
            fields.number("minAgreement", 0, 1),
            Duration.ofNanos(1000 * fields.integer("maxP99Micros", 1, Gates.MAX_MICROS)),
            Duration.ofMillis(fields.integer("shadowTimeoutMs", 1, Gates.MAX_MICROS / 1000)),
            new MemoryGate(limit(fields, "maxEngineBytes"), limit(fields, "maxProcessBytes")),
            readGolden(fields)),
        Duration.ofSeconds(fields.integer("soakSec", 0, Gates.MAX_SOAK_SECONDS)));
  }

  private static long limit(Fields fields, String name) throws RefusedException {
    return fields.optionalInteger(name, 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
  }

  private static Optional<GoldenGate> readGolden(Fields gates) throws RefusedException {
    var golden = gates.optionalObject("golden");
    return golden.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GoldenGate(golden.get().digest("images"), golden.get().number("minRight", 0, 1)));
  }
}
