package io.requant.display.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShedReason;
import io.requant.api.resource.LevelDecision;
import io.requant.model.policy.Policy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes a live status as JSON, schema {@value #SCHEMA}: every key is always there, in the same
 * order; what is not known is null or an empty list. New keys may be added under the same number.
 */
final class StatusJson {

  /** Number of the schema. */
  static final int SCHEMA = 1;

  private static final JsonFactory FACTORY = new JsonFactory();

  private StatusJson() {}

  /** A status as UTF-8 JSON, one line. */
  static byte[] encode(LiveStatus status) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      PipelineStatus pipeline = status.seen().status().orElse(null);
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeNumberField("sequence", status.sequence());
      json.writeNumberField("atMillis", status.atMillis());
      json.writeNumberField("upMillis", status.upMillis());
      json.writeStringField("state", status.seen().state().toString());
      json.writeStringField("desiredPolicy", pipeline == null ? null : pipeline.desiredPolicy());
      engine(json, pipeline == null ? null : pipeline.engine().orElse(null));
      policy(json, status.seen().policy().orElse(null));
      adaptation(json, status.seen().adaptation().orElse(null));
      json.writeArrayFieldStart("backends");
      for (String backend : pipeline == null ? List.<String>of() : pipeline.backends()) {
        json.writeString(backend);
      }
      json.writeEndArray();
      ledger(json, pipeline == null ? null : pipeline.ledger());
      performance(json, pipeline, status.past());
      result(json, status.seen().result().orElse(null));
      accuracy(json, status.past());
      changes(json, status.past().changes());
      process(json, status.process());
      lcd(json, status.lcd().orElse(null));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void engine(JsonGenerator json, EngineInfo engine) throws IOException {
    if (engine == null) {
      json.writeNullField("engine");
      return;
    }
    json.writeObjectFieldStart("engine");
    json.writeStringField("network", engine.network());
    json.writeStringField("policy", engine.policy());
    json.writeStringField("policyDigest", engine.policyDigest().hex());
    json.writeStringField("backend", engine.backend());
    json.writeStringField("path", engine.path());
    json.writeNumberField("bytes", engine.bytes());
    json.writeEndObject();
  }

  private static void policy(JsonGenerator json, Policy policy) throws IOException {
    if (policy == null) {
      json.writeNullField("policy");
      return;
    }
    Bits bits = Bits.of(policy);
    json.writeObjectFieldStart("policy");
    json.writeStringField("name", policy.name());
    json.writeStringField("bits", bits.brief());
    numbers(json, "weightBits", bits.weights());
    numbers(json, "activationBits", bits.activations());
    json.writeNumberField("weightBytes", policy.cost().weightBytes());
    json.writeNumberField("bops", policy.cost().bops());
    json.writeNumberField("macs", policy.cost().macs());
    if (policy.accuracy().isPresent()) {
      json.writeNumberField("top1", policy.accuracy().get().top1());
    } else {
      json.writeNullField("top1");
    }
    json.writeEndObject();
  }

  private static void adaptation(JsonGenerator json, AdaptationStatus adaptation)
      throws IOException {
    if (adaptation == null) {
      json.writeNullField("adaptation");
      return;
    }
    LevelDecision level = adaptation.level().orElse(null);
    json.writeObjectFieldStart("adaptation");
    json.writeBooleanField("adapted", adaptation.adapted());
    json.writeStringField("sentence", adaptation.sentence());
    json.writeNumberField("changes", adaptation.changes());
    if (level == null) {
      json.writeNullField("level");
    } else {
      json.writeObjectFieldStart("level");
      json.writeNumberField("percent", level.level().percent());
      json.writeStringField(
          "binding", level.binding().map(resource -> word(resource)).orElse(null));
      json.writeNumberField("share", level.share());
      json.writeStringField("sentence", level.sentence());
      json.writeNumberField("sinceMillis", level.since().toEpochMilli());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void ledger(JsonGenerator json, Ledger ledger) throws IOException {
    if (ledger == null) {
      json.writeNullField("ledger");
      return;
    }
    json.writeObjectFieldStart("ledger");
    json.writeNumberField("in", ledger.in());
    json.writeNumberField("inferred", ledger.inferred());
    json.writeNumberField("shed", ledger.shed());
    json.writeNumberField("inFlight", ledger.inFlight());
    json.writeNumberField("lost", ledger.lost());
    json.writeBooleanField("balanced", ledger.balanced());
    json.writeObjectFieldStart("shedByReason");
    for (ShedReason reason : ShedReason.values()) {
      json.writeNumberField(word(reason), ledger.shedByReason().getOrDefault(reason, 0L));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void performance(JsonGenerator json, PipelineStatus status, Chronicle.View past)
      throws IOException {
    json.writeObjectFieldStart("performance");
    json.writeNumberField("framesPerSecond", status == null ? 0 : status.framesPerSecond());
    json.writeNumberField("p50Micros", status == null ? 0 : status.p50Micros());
    json.writeNumberField("p99Micros", status == null ? 0 : status.p99Micros());
    json.writeNumberField("worstGapMicros", status == null ? 0 : status.worstGapMicros());
    json.writeNumberField("swaps", status == null ? 0 : status.swaps());
    numbers(json, "recentMicros", past.inferMicros());
    json.writeEndObject();
  }

  private static void result(JsonGenerator json, InferenceResult result) throws IOException {
    if (result == null) {
      json.writeNullField("result");
      return;
    }
    Frame frame = result.frame();
    json.writeObjectFieldStart("result");
    json.writeNumberField("frame", frame.id());
    json.writeArrayFieldStart("top");
    for (InferenceResult.RankedClass ranked : result.top()) {
      json.writeStartObject();
      json.writeNumberField("index", ranked.index());
      json.writeStringField("name", ranked.name());
      json.writeNumberField("probability", ranked.probability());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (frame.groundTruth().isPresent()) {
      json.writeNumberField("truth", frame.groundTruth().getAsInt());
      json.writeBooleanField("correct", result.correct());
    } else {
      json.writeNullField("truth");
      json.writeNullField("correct");
    }
    json.writeNumberField("waitMicros", result.waitNanos() / 1000);
    json.writeNumberField("inferMicros", result.inferNanos() / 1000);
    json.writeEndObject();
  }

  private static void accuracy(JsonGenerator json, Chronicle.View past) throws IOException {
    json.writeObjectFieldStart("recentAccuracy");
    json.writeNumberField("judged", past.judged());
    json.writeNumberField("correct", past.correct());
    json.writeEndObject();
  }

  private static void changes(JsonGenerator json, List<Chronicle.Change> changes)
      throws IOException {
    json.writeArrayFieldStart("changes");
    for (Chronicle.Change change : changes) {
      json.writeStartObject();
      json.writeNumberField("atMillis", change.atMillis());
      json.writeStringField("kind", word(change.kind()));
      json.writeStringField("from", change.from());
      json.writeStringField("to", change.to());
      json.writeNumberField("swaps", change.swaps());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void process(JsonGenerator json, ProcessFigures process) throws IOException {
    json.writeObjectFieldStart("process");
    json.writeNumberField("heapUsedBytes", process.heapUsedBytes());
    json.writeNumberField("heapMaxBytes", process.heapMaxBytes());
    optional(json, "residentBytes", process.residentBytes());
    optional(json, "cpuMillis", process.cpuMillis());
    json.writeEndObject();
  }

  private static void lcd(JsonGenerator json, LcdPicture lcd) throws IOException {
    if (lcd == null) {
      json.writeNullField("lcd");
      return;
    }
    json.writeObjectFieldStart("lcd");
    json.writeNumberField("sequence", lcd.sequence());
    json.writeNumberField("width", lcd.width());
    json.writeNumberField("height", lcd.height());
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String key, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(key, value.getAsLong());
    } else {
      json.writeNullField(key);
    }
  }

  private static void numbers(JsonGenerator json, String key, List<Integer> values)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  /** NO_BACKEND becomes noBackend. */
  private static String word(Enum<?> constant) {
    StringBuilder word = new StringBuilder();
    for (char c : constant.name().toCharArray()) {
      boolean upper = word.length() > 0 && word.charAt(word.length() - 1) == '_';
      if (upper) {
        word.setLength(word.length() - 1);
      }
      word.append(upper ? c : c == '_' ? c : Character.toLowerCase(c));
    }
    return word.toString();
  }
}
