package io.requant.pipeline.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.model.network.Digest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunJournalTest {

  private final RunJournal journal = new RunJournal();
  private long frame;

  private static EngineInfo engine(String policy) {
    return new EngineInfo("pi", "java", "net", policy, Digest.of(new byte[0]), 1);
  }

  private void result(EngineInfo engine, long nanos, int best, OptionalInt truth) {
    Frame shown =
        new Frame(++frame, nanos, 1, 1, PixelFormat.RGB888, ByteBuffer.allocate(3), truth);
    journal.completed(
        new InferenceResult(
            shown, List.of(new RankedClass(best, "class", 1)), engine, 0, 0, nanos));
  }

  @Test
  void accuracy_counts_only_frames_whose_class_is_known() {
    EngineInfo w8 = engine("w8a8");
    result(w8, 1, 3, OptionalInt.of(3));
    result(w8, 2, 3, OptionalInt.of(4));
    result(w8, 3, 3, OptionalInt.empty());
    assertThat(journal.policies())
        .containsExactly(java.util.Map.entry("w8a8", new RunJournal.PolicyAccount(3, 2, 1)));
  }

  @Test
  void a_change_of_engine_is_noted_with_its_gap_even_if_both_read_the_same() {
    EngineInfo first = engine("w8a8");
    EngineInfo second = engine("w8a8");
    result(first, 1_000, 0, OptionalInt.empty());
    result(first, 2_000, 0, OptionalInt.empty());
    result(second, 9_000, 0, OptionalInt.empty());
    result(second, 9_500, 0, OptionalInt.empty());
    assertThat(journal.changes()).hasSize(1);
    assertThat(journal.changes().get(0).gapNanos()).isEqualTo(7_000);
    assertThat(journal.changes().get(0).atFrame()).isEqualTo(3);
  }

  @Test
  void only_the_newest_changes_are_kept() {
    for (int i = 0; i < RunJournal.MAX_SWAPS + 10; i++) {
      result(engine("p"), i, 0, OptionalInt.empty());
    }
    assertThat(journal.changes()).hasSize(RunJournal.MAX_SWAPS);
    assertThat(journal.changes().get(RunJournal.MAX_SWAPS - 1).atFrame()).isEqualTo(frame);
  }
}
