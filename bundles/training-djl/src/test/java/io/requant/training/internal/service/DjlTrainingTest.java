package io.requant.training.internal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingResult;
import io.requant.training.testing.TinyRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlTrainingTest {
  @TempDir Path directory;

  private final DjlTraining training = new DjlTraining();

  @Test
  void a_finished_run_can_be_loaded_again() throws Exception {
    TrainingResult result = training.train(job(false), record -> {});
    TrainedNetwork loaded = training.load(directory, TinyRun.graph());
    assertThat(loaded.tensors().keySet())
        .containsExactlyInAnyOrderElementsOf(result.network().tensors().keySet());
    loaded
        .tensors()
        .forEach(
            (name, value) -> assertThat(result.network().tensors().get(name)).isEqualTo(value));
  }

  @Test
  void resuming_a_finished_run_only_measures_it_again() throws Exception {
    TrainingResult first = training.train(job(false), record -> {});
    TrainingResult again =
        training.train(
            job(true),
            record -> {
              throw new AssertionError("no epoch is left");
            });
    assertThat(again.history()).isEqualTo(first.history());
    assertThat(again.selectedTestAccuracy()).isEqualTo(first.selectedTestAccuracy());
  }

  @Test
  void the_log_has_one_line_per_epoch_also_after_resuming() throws Exception {
    training.train(job(false), record -> {});
    Path log = directory.resolve("train.jsonl");
    Files.writeString(log, "{\"epoch\": a line of a lost epoch");
    training.train(job(true), record -> {});
    assertThat(Files.readAllLines(log))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"epoch\":1,\"loss\":");
  }

  @Test
  void a_run_that_was_stopped_leaves_its_curve_and_can_be_measured() throws Exception {
    assertThatThrownBy(
            () ->
                training.train(
                    job(false),
                    record -> {
                      throw new IllegalStateException("power failure");
                    }))
        .hasMessage("power failure");
    assertThat(Files.readString(directory.resolve("curve.html")))
        .contains("epoch 1 of 2", "<svg", "tiny on tiny");
    TrainingResult result = training.measure(job(false));
    assertThat(result.history()).hasSize(1);
    assertThat(result.state()).isEqualTo("stopped after epoch 1 of 2");
    assertThat(training.train(job(true), record -> {}).state()).isEqualTo("finished");
  }

  @Test
  void a_run_without_a_finished_epoch_cannot_be_measured() {
    assertThatThrownBy(() -> training.measure(job(false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to resume");
  }

  @Test
  void a_run_is_not_overwritten_by_accident() throws Exception {
    training.train(job(false), record -> {});
    assertThatThrownBy(() -> training.train(job(false), record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpoint.rqck exists already");
  }

  @Test
  void there_must_be_something_to_resume() {
    assertThatThrownBy(() -> training.train(job(true), record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to resume");
  }

  private TrainingJob job(boolean resume) {
    TrainingConfig config = TinyRun.config().with(2, null, null, null, null, null);
    return new TrainingJob(config, TinyRun.graph(), TinyRun.data(), directory, resume);
  }
}
