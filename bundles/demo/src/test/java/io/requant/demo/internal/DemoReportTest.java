package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.demo.internal.LevelWatch.LevelNote;
import io.requant.demo.internal.LevelWatch.PolicyNote;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoReportTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode status(int lost, int shed, boolean balanced) throws IOException {
    String text =
        """
        {"ledger": {"in": 100, "inferred": 97, "shed": %d, "inFlight": 3, "lost": %d,
                    "balanced": %s},
         "p50Micros": 1200, "p99Micros": 3400, "worstGapMicros": 95400}
        """
            .formatted(shed, lost, balanced);
    return JSON.readTree(text);
  }

  private static JsonNode journal() throws IOException {
    return JSON.readTree(
        """
        {"changes": [{"from": "a", "to": "b", "gapMillis": 12.5}],
         "policies": {"w8a8": {"labelled": 40, "correct": 35},
                      "w6a6": {"labelled": 0, "correct": 0}}}
        """);
  }

  private static AdaptationNote adaptation(Optional<String> problem) {
    return new AdaptationNote(
        90,
        6.25,
        2000,
        List.of("w8a8", "w4a4"),
        List.of(
            new LevelNote(0, 100, 0.97, "CPU", "2026-01-01T00:00:00Z", "97 % of the CPU is left"),
            new LevelNote(2, 25, 0.1, "CPU", "2026-01-01T00:00:02Z", "10 % of the CPU is left")),
        List.of(new PolicyNote(2.4, "w4a4", 25, 260, 9.75, "by the table")),
        0,
        problem);
  }

  private static DemoReport report(JsonNode status, boolean activated) throws IOException {
    return report(status, activated, Optional.of(adaptation(Optional.empty())));
  }

  private static DemoReport report(
      JsonNode status, boolean activated, Optional<AdaptationNote> adaptation) throws IOException {
    return new DemoReport(
        status,
        journal(),
        List.of(
            new Tour.PushNote("w8a8", true, 4630, 250.5, 200),
            new Tour.PushNote("w6a6", activated, 4933, 260, 210),
            new Tour.PushNote("w4a4", true, 4623, 270, 220)),
        List.of(new Tour.SwapNote("pi", "pi-r2", "update", 430.4, 0)),
        adaptation,
        2.4,
        154,
        161);
  }

  private static String printed(DemoReport report) {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void a_run_is_good_only_if_every_frame_is_accounted_for_and_every_policy_was_taken()
      throws IOException {
    assertThat(report(status(0, 0, true), true).good()).isTrue();
    assertThat(report(status(1, 0, true), true).good()).isFalse();
    assertThat(report(status(0, 1, true), true).good()).isFalse();
    assertThat(report(status(0, 0, false), true).good()).isFalse();
    assertThat(report(status(0, 0, true), false).good()).isFalse();
  }

  @Test
  void the_json_has_the_keys_that_scripts_rely_on() throws IOException {
    JsonNode json = JSON.valueToTree(report(status(0, 0, true), true).entries());
    assertThat(json.at("/ledger/in").asInt()).isEqualTo(100);
    assertThat(json.at("/ledger/balanced").asBoolean()).isTrue();
    assertThat(json.at("/policies/0/name").asText()).isEqualTo("w8a8");
    assertThat(json.at("/policies/0/activated").asBoolean()).isTrue();
    assertThat(json.at("/policies/0/messageBytes").asInt()).isEqualTo(4630);
    assertThat(json.at("/policies/0/activationMillis").asDouble()).isEqualTo(250.5);
    assertThat(json.at("/policies/0/top1").asDouble()).isEqualTo(0.875);
    assertThat(json.at("/swaps/0/how").asText()).isEqualTo("update");
    assertThat(json.at("/swaps/0/gapMillis").asDouble()).isEqualTo(430.4);
    assertThat(json.at("/swaps/0/framesLost").asInt()).isZero();
    assertThat(json.at("/adaptation/levels/1/percent").asInt()).isEqualTo(25);
    assertThat(json.at("/adaptation/levels/1/reason").asText()).contains("10 %");
    assertThat(json.at("/adaptation/policies/0/switchMillis").asDouble()).isEqualTo(9.75);
    assertThat(json.at("/adaptation/problem").isNull()).isTrue();
    assertThat(json.at("/readySeconds").asDouble()).isEqualTo(2.4);
    assertThat(json.at("/rssMegabytes").asDouble()).isEqualTo(154);
    assertThat(json.at("/peakRssMegabytes").asDouble()).isEqualTo(161);
    assertThat(json.at("/latencyMicros/p99").asInt()).isEqualTo(3400);
    assertThat(json.at("/worstGapMillis").asDouble()).isEqualTo(95.4);
  }

  @Test
  void an_accuracy_without_labelled_frames_is_null_not_zero() throws IOException {
    JsonNode policies =
        JSON.valueToTree(report(status(0, 0, true), true).entries()).get("policies");
    assertThat(policies.get(1).get("top1").isNull()).isTrue();
    assertThat(policies.get(2).get("top1").isNull()).isTrue();
    assertThat(policies.get(2).get("labelledFrames").asInt()).isZero();
  }

  @Test
  void the_tables_say_what_became_of_frames_policies_and_swaps() throws IOException {
    assertThat(printed(report(status(0, 0, true), true)))
        .contains("in 100 = inferred 97 + shed 0 + in flight 3; lost 0\n")
        .contains("p50 1200 us, p99 3400 us; longest gap between two results 95 ms")
        .contains("ready after 2.4 s, 154 MB (at most 161)")
        .containsPattern("w8a8 +yes +4630 +251 +200 +87.5 % of 40")
        .containsPattern("w4a4 .*unknown")
        .containsPattern("update +430 +0")
        .contains("90 % for 6.3 s; level 100 -> 25 %")
        .contains("1 changes of policy by itself: w4a4 (9.8 ms); 0 frames lost");
  }

  @Test
  void a_tour_without_a_load_says_null_and_one_whose_load_went_wrong_is_not_good()
      throws IOException {
    DemoReport without = report(status(0, 0, true), true, Optional.empty());
    assertThat(without.good()).isTrue();
    assertThat(JSON.valueToTree(without.entries()).get("adaptation").isNull()).isTrue();
    DemoReport wrong =
        report(status(0, 0, true), true, Optional.of(adaptation(Optional.of("it did not fall"))));
    assertThat(wrong.good()).isFalse();
    assertThat(printed(wrong)).contains("FAILED: it did not fall");
  }

  @Test
  void what_went_wrong_stands_out() throws IOException {
    assertThat(printed(report(status(0, 0, false), false)))
        .contains("NOT BALANCED")
        .containsPattern("w6a6 +NO ");
  }

  @Test
  void the_tables_are_the_same_in_every_locale() throws IOException {
    Locale before = Locale.getDefault();
    String here = printed(report(status(0, 0, true), true));
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(printed(report(status(0, 0, true), true))).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }
}
