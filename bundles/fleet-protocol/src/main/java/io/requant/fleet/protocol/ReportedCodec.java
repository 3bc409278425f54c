package io.requant.fleet.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.GateFigures;
import io.requant.fleet.protocol.Reported.ActivationFigures;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.Reported.CommandResult;
import io.requant.fleet.protocol.Reported.GateResult;
import io.requant.fleet.protocol.Reported.Health;
import io.requant.fleet.protocol.Reported.Refusal;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * JSON form of a {@link Reported}: fields in a fixed order, no white space, times in milliseconds
 * since 1970. Readers ignore fields that they do not know and refuse a schema that they do not
 * know.
 */
public final class ReportedCodec {

  /** Most bytes of a report. */
  public static final int LIMIT = 16_384;

  private static final int SCHEMA = 1;
  private static final long MAX_TIME = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private ReportedCodec() {}

  /** The JSON form, in UTF-8. */
  public static byte[] encode(Reported report) {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA)
        .put("gw", report.gateway())
        .put("ring", report.ring())
        .put("bootId", report.bootId())
        .put("reportSeq", report.reportSeq())
        .put("at", report.at().toEpochMilli());
    json.putObject("observed")
        .put("epoch", report.observed().epoch())
        .put("seq", report.observed().seq());
    json.put("phase", report.phase().name());
    report.code().ifPresent(code -> json.put("code", code.name()));
    json.put("message", report.message());
    report.active().ifPresent(policy -> write(json.putObject("active"), policy));
    report.previous().ifPresent(policy -> write(json.putObject("previous"), policy));
    report.refusal().ifPresent(refusal -> write(json.putObject("refusal"), refusal));
    report.activation().ifPresent(figures -> write(json.putObject("activation"), figures));
    report.health().ifPresent(health -> write(json, health));
    report.certNotAfter().ifPresent(time -> json.put("certNotAfter", time.toEpochMilli()));
    report.gates().ifPresent(gates -> write(json.putObject("gates"), gates));
    report.certProblem().ifPresent(problem -> json.put("certProblem", problem));
    report
        .command()
        .ifPresent(
            answer ->
                json.putObject("command")
                    .put("id", answer.id())
                    .put("number", answer.number())
                    .put("message", answer.message())
                    .put("at", answer.at().toEpochMilli()));
    return Json.write(json);
  }

  private static void write(ObjectNode json, ActivePolicy policy) {
    json.put("name", policy.name()).put("digest", policy.digest()).put("seq", policy.seq());
  }

  private static void write(ObjectNode json, Refusal refusal) {
    json.put("code", refusal.code().name())
        .put("message", Reported.cut(refusal.message()))
        .put("at", refusal.at().toEpochMilli())
        .put("count", refusal.count());
  }

  private static void write(ObjectNode json, ActivationFigures figures) {
    json.put("seq", figures.seq())
        .put("messageBytes", figures.messageBytes())
        .put("exchangeMicros", figures.exchangeMicros());
    figures.firstFrameMicros().ifPresent(micros -> json.put("firstFrameMicros", micros));
    json.put("prepareMicros", figures.prepareMicros()).put("shadowMicros", figures.shadowMicros());
    figures.agreement().ifPresent(share -> json.put("agreement", share));
  }

  private static void write(ObjectNode json, GateResult gates) {
    json.put("seq", gates.seq());
    gates.agreement().ifPresent(share -> json.put("agreement", share));
    gates.figures().engineBytes().ifPresent(bytes -> json.put("engineBytes", bytes));
    gates.figures().processBytes().ifPresent(bytes -> json.put("processBytes", bytes));
    gates
        .figures()
        .golden()
        .ifPresent(
            golden -> json.put("goldenImages", golden.images()).put("goldenRight", golden.right()));
  }

  private static void write(ObjectNode json, Health health) {
    json.putObject("ledger")
        .put("in", health.in())
        .put("inferred", health.inferred())
        .put("shed", health.shed())
        .put("inFlight", health.inFlight())
        .put("lost", health.lost());
    json.putObject("health")
        .put("framesPerSecond", health.framesPerSecond())
        .put("p50Micros", health.p50Micros())
        .put("p99Micros", health.p99Micros())
        .put("worstGapMicros", health.worstGapMicros())
        .put("swaps", health.swaps());
  }

  /**
   * Reads the JSON form.
   *
   * @throws RefusedException MALFORMED, OVERSIZED or UNSUPPORTED; the message names the field
   */
  public static Reported decode(byte[] bytes) throws RefusedException {
    Fields fields = Json.read("reported", bytes, LIMIT);
    fields.requireSchema(SCHEMA);
    Fields observed = fields.object("observed");
    return new Reported(
        fields.id("gw"),
        fields.id("ring"),
        fields.id("bootId"),
        fields.integer("reportSeq", 1, Long.MAX_VALUE),
        time(fields, "at"),
        new Position(count(observed, "epoch"), count(observed, "seq")),
        fields.constant(GatewayPhase.class, "phase"),
        fields.has("code")
            ? Optional.of(fields.constant(RejectionCode.class, "code"))
            : Optional.empty(),
        fields.text("message", Reported.MAX_MESSAGE),
        policy(fields, "active"),
        policy(fields, "previous"),
        refusal(fields),
        figures(fields),
        health(fields),
        fields.has("certNotAfter") ? Optional.of(time(fields, "certNotAfter")) : Optional.empty(),
        gates(fields),
        fields.optionalText("certProblem", Reported.MAX_MESSAGE),
        command(fields));
  }

  private static Optional<CommandResult> command(Fields parent) throws RefusedException {
    if (!parent.has("command")) {
      return Optional.empty();
    }
    Fields fields = parent.object("command");
    return Optional.of(
        new CommandResult(
            fields.id("id"),
            fields.integer("number", 1, Long.MAX_VALUE),
            fields.text("message", Reported.MAX_MESSAGE),
            time(fields, "at")));
  }

  private static Optional<GateResult> gates(Fields parent) throws RefusedException {
    if (!parent.has("gates")) {
      return Optional.empty();
    }
    Fields fields = parent.object("gates");
    return Optional.of(
        new GateResult(
            count(fields, "seq"),
            fields.optionalNumber("agreement", 0, 1),
            new GateFigures(
                fields.optionalInteger("engineBytes", 0, Long.MAX_VALUE),
                fields.optionalInteger("processBytes", 0, Long.MAX_VALUE),
                golden(fields))));
  }

  private static Optional<GateFigures.Golden> golden(Fields fields) throws RefusedException {
    if (!fields.has("goldenImages")) {
      return Optional.empty();
    }
    long images = fields.integer("goldenImages", 1, GoldenImages.MAX_IMAGES);
    long right = fields.integer("goldenRight", 0, images);
    return Optional.of(new GateFigures.Golden((int) images, (int) right));
  }

  private static Optional<ActivePolicy> policy(Fields parent, String name) throws RefusedException {
    if (!parent.has(name)) {
      return Optional.empty();
    }
    Fields fields = parent.object(name);
    return Optional.of(
        new ActivePolicy(
            fields.text("name", Policy.MAX_NAME),
            fields.digest("digest").hex(),
            count(fields, "seq")));
  }

  private static Optional<Refusal> refusal(Fields parent) throws RefusedException {
    if (!parent.has("refusal")) {
      return Optional.empty();
    }
    Fields fields = parent.object("refusal");
    return Optional.of(
        new Refusal(
            fields.constant(RejectionCode.class, "code"),
            fields.text("message", Reported.MAX_MESSAGE),
            time(fields, "at"),
            count(fields, "count")));
  }

  private static Optional<ActivationFigures> figures(Fields parent) throws RefusedException {
    if (!parent.has("activation")) {
      return Optional.empty();
    }
    Fields fields = parent.object("activation");
    return Optional.of(
        new ActivationFigures(
            count(fields, "seq"),
            (int) fields.integer("messageBytes", 0, Integer.MAX_VALUE),
            count(fields, "exchangeMicros"),
            fields.optionalInteger("firstFrameMicros", 0, Long.MAX_VALUE),
            count(fields, "prepareMicros"),
            count(fields, "shadowMicros"),
            fields.optionalNumber("agreement", 0, 1)));
  }

  private static Optional<Health> health(Fields parent) throws RefusedException {
    if (!parent.has("health")) {
      return Optional.empty();
    }
    Fields health = parent.object("health");
    Fields ledger = parent.object("ledger");
    return Optional.of(
        new Health(
            health.number("framesPerSecond", 0, Double.MAX_VALUE),
            count(health, "p50Micros"),
            count(health, "p99Micros"),
            count(health, "worstGapMicros"),
            count(health, "swaps"),
            count(ledger, "in"),
            count(ledger, "inferred"),
            count(ledger, "shed"),
            count(ledger, "inFlight"),
            ledger.integer("lost", Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  private static long count(Fields fields, String name) throws RefusedException {
    return fields.integer(name, 0, Long.MAX_VALUE);
  }

  private static Instant time(Fields fields, String name) throws RefusedException {
    return Instant.ofEpochMilli(fields.integer(name, 0, MAX_TIME));
  }
}
