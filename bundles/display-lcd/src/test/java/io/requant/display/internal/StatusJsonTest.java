package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusJsonTest {

  private static final List<String> KEYS =
      List.of(
          "schema",
          "sequence",
          "atMillis",
          "upMillis",
          "state",
          "desiredPolicy",
          "engine",
          "policy",
          "adaptation",
          "backends",
          "ledger",
          "performance",
          "result",
          "recentAccuracy",
          "changes",
          "process",
          "lcd");

  private static JsonNode encode(Observation seen, Chronicle chronicle, LcdPicture lcd)
      throws IOException {
    ProcessFigures process = new ProcessFigures(1, 2, OptionalLong.of(3), OptionalLong.empty());
    byte[] json =
        StatusJson.encode(
            new LiveStatus(4, 5, 6, seen, chronicle.view(), process, Optional.ofNullable(lcd)));
    assertThat(new String(json, java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("\n");
    return new ObjectMapper().readTree(json);
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void every_key_is_there_in_order_even_if_nothing_is_known() throws IOException {
    JsonNode json = encode(Observation.NONE, new Chronicle(), null);
    assertThat(keys(json)).isEqualTo(KEYS);
    assertThat(json.get("schema").intValue()).isEqualTo(1);
    assertThat(json.get("state").textValue()).isEqualTo("waiting");
    for (String key :
        List.of("engine", "policy", "adaptation", "ledger", "result", "lcd", "desiredPolicy")) {
      assertThat(json.get(key).isNull()).as(key).isTrue();
    }
    assertThat(json.get("backends").isArray()).isTrue();
    assertThat(json.get("changes").isArray()).isTrue();
    assertThat(keys(json.get("performance"))).contains("framesPerSecond", "recentMicros");
    assertThat(json.get("process").get("residentBytes").longValue()).isEqualTo(3);
    assertThat(json.get("process").get("cpuMillis").isNull()).isTrue();
  }

  @Test
  void a_running_gateway_is_told_in_full_under_the_same_keys() throws IOException {
    FakePipeline pipeline = new FakePipeline();
    Observer observer = new Observer();
    observer.bind(pipeline);
    Chronicle chronicle = new Chronicle();
    var result = Samples.result(Samples.frame(2, 2, 0, OptionalInt.of(6)), pipeline.engine);
    observer.show(result, pipeline.status());
    chronicle.status(pipeline.status(), 77);
    chronicle.result(result);
    LcdScreen lcd = new LcdScreen(Panel.AN430);
    JsonNode json = encode(observer.observe(), chronicle, lcd);
    assertThat(keys(json)).isEqualTo(KEYS);
    assertThat(keys(json.get("engine")))
        .containsExactly("network", "policy", "policyDigest", "backend", "path", "bytes");
    assertThat(keys(json.get("policy")))
        .containsExactly(
            "name", "bits", "weightBits", "activationBits", "weightBytes", "bops", "macs", "top1");
    assertThat(json.get("policy").get("weightBits").toString()).isEqualTo("[8,4,4,8]");
    assertThat(json.get("ledger").toString())
        .isEqualTo(
            "{\"in\":100,\"inferred\":95,\"shed\":3,\"inFlight\":2,\"lost\":0,\"balanced\":true,"
                + "\"shedByReason\":{\"overload\":3,\"noBackend\":0,\"engineFailure\":0,"
                + "\"unusable\":0,\"shutdown\":0}}");
    assertThat(keys(json.get("result")))
        .containsExactly("frame", "top", "truth", "correct", "waitMicros", "inferMicros");
    assertThat(json.get("result").get("correct").booleanValue()).isTrue();
    assertThat(json.get("recentAccuracy").toString()).isEqualTo("{\"judged\":1,\"correct\":1}");
    assertThat(json.get("changes").get(0).toString())
        .isEqualTo(
            "{\"atMillis\":77,\"kind\":\"start\",\"from\":\"\",\"to\":\"pi · avx512-vnni\","
                + "\"swaps\":3}");
    assertThat(json.get("lcd").toString())
        .isEqualTo("{\"sequence\":0,\"width\":480,\"height\":272}");
    assertThat(json.get("state").textValue()).isEqualTo("running");
  }

  @Test
  void the_resource_level_is_told_with_its_reason_and_what_is_done_about_it() throws IOException {
    var engine = Samples.engine("w4a4", "pi");
    Observation seen =
        new Observation(
            Optional.of(Samples.adapted(Samples.status(engine, 5, 0), "w8a8")),
            Optional.empty(),
            Optional.empty());
    JsonNode json = encode(seen, new Chronicle(), null);
    assertThat(json.get("desiredPolicy").textValue()).isEqualTo("w8a8");
    assertThat(json.get("adaptation").toString())
        .isEqualTo(
            "{\"adapted\":true,\"sentence\":\"level 50 %: policy w4a4, by its name\",\"changes\":3,"
                + "\"level\":{\"percent\":50,\"binding\":\"cpu\",\"share\":0.41,"
                + "\"sentence\":\"CPU has 41 % left\",\"sinceMillis\":77}}");
  }

  @Test
  void names_that_would_break_a_page_stay_text() throws IOException {
    var engine = Samples.engine("\"}</script>\n\u2028<b>", "pi");
    Observation seen =
        new Observation(
            Optional.of(Samples.status(engine, 5, 0)), Optional.empty(), Optional.empty());
    JsonNode json = encode(seen, new Chronicle(), null);
    assertThat(json.get("engine").get("policy").textValue()).isEqualTo("\"}</script>\n\u2028<b>");
  }
}
