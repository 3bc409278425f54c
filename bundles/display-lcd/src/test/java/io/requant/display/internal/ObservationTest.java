package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.display.internal.Chronicle.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationTest {

  private final Observer observer = new Observer();
  private final Chronicle chronicle = new Chronicle();

  @Test
  void a_pipeline_is_asked_itself_and_its_policy_is_the_one_that_computes() {
    FakePipeline pipeline = new FakePipeline();
    assertThat(observer.observe()).isEqualTo(Observation.NONE);
    observer.bind(pipeline);
    Observation seen = observer.observe();
    assertThat(seen.state()).isEqualTo(Observation.State.RUNNING);
    assertThat(seen.policy()).contains(pipeline.desiredPolicy());
    pipeline.desired = FakePipeline.policy("w8a8", 8);
    assertThat(observer.observe().policy()).contains(pipeline.policies().get(0));
    pipeline.engine = null;
    assertThat(observer.observe().state()).isEqualTo(Observation.State.NO_BACKEND);
    assertThat(observer.observe().policy()).isEmpty();
  }

  @Test
  void an_old_pipeline_that_goes_does_not_take_the_new_one_along() {
    FakePipeline old = new FakePipeline();
    FakePipeline next = new FakePipeline();
    observer.bind(old);
    observer.bind(next);
    observer.unbind(old);
    assertThat(observer.observe().status()).isPresent();
    observer.unbind(next);
    assertThat(observer.observe()).isEqualTo(Observation.NONE);
  }

  @Test
  void without_a_pipeline_what_was_shown_last_counts() {
    var engine = Samples.engine("w4a4", "pi");
    var result = Samples.result(Samples.frame(2, 2, 0, OptionalInt.empty()), engine);
    observer.show(result, Samples.status(engine, 9, 0));
    assertThat(observer.observe().result()).contains(result);
    assertThat(observer.observe().state()).isEqualTo(Observation.State.RUNNING);
  }

  @Test
  void changes_are_told_apart_and_the_newest_comes_first() {
    chronicle.status(Samples.status(Samples.engine("w8a8", "pi"), 1, 0), 1);
    chronicle.status(Samples.status(Samples.engine("w8a8", "pi"), 2, 0), 2);
    chronicle.status(Samples.status(Samples.engine("w4a4", "pi"), 3, 0), 3);
    chronicle.status(Samples.status(Samples.engine("w4a4", "fpga"), 4, 0), 4);
    chronicle.status(Samples.status(null, 5, 0), 5);
    chronicle.status(Samples.status(Samples.engine("w4a4", "pi"), 6, 0), 6);
    assertThat(chronicle.view().changes().stream().map(Chronicle.Change::kind))
        .containsExactly(Kind.BACK, Kind.LOST, Kind.BACKEND, Kind.POLICY, Kind.START);
    assertThat(chronicle.view().changes().get(3))
        .isEqualTo(new Chronicle.Change(3, Kind.POLICY, "w8a8", "w4a4", 3));
  }

  @Test
  void no_more_is_remembered_than_said() {
    for (int i = 0; i < 500; i++) {
      var engine = Samples.engine("p" + i, "pi");
      chronicle.status(Samples.status(engine, 1, 0), i);
    }
    var engine = Samples.engine("p499", "pi");
    var result = Samples.result(Samples.frame(2, 2, 0, OptionalInt.of(6)), engine);
    for (int i = 0; i < 500; i++) {
      chronicle.result(result);
    }
    Chronicle.View view = chronicle.view();
    assertThat(view.changes()).hasSize(Chronicle.CHANGES);
    assertThat(view.inferMicros()).hasSize(Chronicle.TIMES).containsOnly(231);
    assertThat(view.judged()).isEqualTo(Chronicle.VERDICTS);
    assertThat(view.correct()).isEqualTo(Chronicle.VERDICTS);
  }

  @Test
  void live_accuracy_is_that_of_the_present_engine_only() {
    var first = Samples.engine("w8a8", "pi");
    var second = Samples.engine("w4a4", "pi");
    chronicle.status(Samples.status(first, 1, 0), 1);
    chronicle.result(Samples.result(Samples.frame(2, 2, 0, OptionalInt.of(6)), first));
    chronicle.result(Samples.result(Samples.frame(2, 2, 0, OptionalInt.of(1)), first));
    chronicle.result(Samples.result(Samples.frame(2, 2, 0, OptionalInt.empty()), first));
    assertThat(chronicle.view().judged()).isEqualTo(2);
    assertThat(chronicle.view().correct()).isEqualTo(1);
    chronicle.status(Samples.status(second, 1, 0), 2);
    chronicle.result(Samples.result(Samples.frame(2, 2, 0, OptionalInt.of(6)), first));
    assertThat(chronicle.view().judged()).isZero();
  }

  @Test
  void bits_are_a_width_or_a_range_and_leave_out_first_and_last() {
    assertThat(Bits.of(FakePipeline.policy("w4a4", 4)).brief()).isEqualTo("W4 A4");
    Bits mixed = new Bits(java.util.List.of(8, 2, 6, 8), java.util.List.of(8, 4, 4, 8));
    assertThat(mixed.brief()).isEqualTo("W2–6 A4");
    assertThat(new Bits(java.util.List.of(), java.util.List.of(8)).brief()).isEqualTo("W– A8");
  }

  @Test
  void numbers_are_short_enough_for_their_columns() {
    assertThat(Numbers.count(999_999)).isEqualTo("999,999");
    assertThat(Numbers.count(1_234_567)).isEqualTo("1.23M");
    assertThat(Numbers.count(12_345_678_901L)).isEqualTo("12.3G");
    assertThat(Numbers.micros(842)).isEqualTo("842 µs");
    assertThat(Numbers.micros(1_234)).isEqualTo("1.23 ms");
    assertThat(Numbers.micros(9_996)).isEqualTo("10.0 ms");
    assertThat(Numbers.micros(12_345)).isEqualTo("12.3 ms");
    assertThat(Numbers.micros(144_629)).isEqualTo("145 ms");
    assertThat(Numbers.micros(999_600)).isEqualTo("1.00 s");
    assertThat(Numbers.micros(12_345_678)).isEqualTo("12.3 s");
    assertThat(Numbers.rate(29.84)).isEqualTo("29.8");
    assertThat(Numbers.percent(0.9731)).isEqualTo("97.3%");
  }

  @Test
  void process_figures_come_from_proc_and_are_unknown_without_it(@TempDir Path proc)
      throws java.io.IOException {
    Files.writeString(proc.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\n");
    Files.writeString(
        proc.resolve("stat"), "7 (a) b) S 1 1 1 0 -1 4 10 0 0 0 150 50 0 0 20 0 9 0 1");
    ProcessFigures known = ProcessFigures.read(proc);
    assertThat(known.residentBytes()).hasValue(2048 * 1024);
    assertThat(known.cpuMillis()).hasValue(2000);
    ProcessFigures unknown = ProcessFigures.read(proc.resolve("none"));
    assertThat(unknown.residentBytes()).isEmpty();
    assertThat(unknown.cpuMillis()).isEmpty();
    assertThat(unknown.heapMaxBytes()).isPositive();
  }
}
