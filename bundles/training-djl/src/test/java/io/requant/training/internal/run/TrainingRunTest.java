package io.requant.training.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.training.EpochRecord;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import io.requant.training.testing.TinyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  @TempDir Path directory;

  /** Stops a run in the middle of an epoch, as a power failure would. */
  private static final class PowerFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void a_run_that_was_killed_and_resumed_gives_bitwise_the_same_weights() throws Exception {
    Path whole = directory.resolve("whole");
    run(TinyRun.config(), whole, null, record -> {});

    Path broken = directory.resolve("broken");
    assertThatThrownBy(() -> run(TinyRun.config(), broken, null, new FailsInSecondEpoch()))
        .isInstanceOf(PowerFailure.class);
    Checkpoint saved = CheckpointFile.read(broken);
    assertThat(saved.history()).hasSize(1);
    run(TinyRun.config(), broken, saved, record -> {});

    assertSameTensors(CheckpointFile.read(whole), CheckpointFile.read(broken));
  }

  @Test
  void an_interrupted_run_ends_its_threads_and_can_be_resumed() throws Exception {
    Path file = directory.resolve("c");
    assertThatThrownBy(
            () -> run(TinyRun.config(), file, null, record -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("requant-train")) {
        thread.join(5_000); // its work has ended, the thread itself may need a moment
        assertThat(thread.isAlive()).isFalse();
      }
    }
    Checkpoint saved = CheckpointFile.read(file);
    assertThat(saved.history()).hasSize(1);
    assertThat(run(TinyRun.config(), file, saved, record -> {}).history()).hasSize(3);
  }

  @Test
  void another_seed_gives_other_weights() throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    TrainingConfig config = TinyRun.config().with(1, null, null, null, null, null);
    run(config, first, null, record -> {});
    run(config.with(null, null, null, 8L, null, null), second, null, record -> {});
    assertThat(CheckpointFile.read(first).snapshot().tensors().get("weights/fc.weight"))
        .isNotEqualTo(CheckpointFile.read(second).snapshot().tensors().get("weights/fc.weight"));
  }

  @Test
  void the_network_learns_in_bfloat16_and_is_judged_in_single_precision() throws Exception {
    List<EpochRecord> epochs = new ArrayList<>();
    TrainingConfig config = TinyRun.config().with(10, null, null, null, null, null);
    TrainingResult result = run(config, directory.resolve("c"), null, epochs::add);
    assertThat(epochs).hasSize(10);
    assertThat(epochs.get(9).loss()).isLessThan(epochs.get(0).loss() / 2);
    assertThat(result.selectedTestAccuracy()).isGreaterThan(0.9);
    assertThat(result.history()).isEqualTo(epochs);
  }

  @Test
  void steps_leave_no_tensors_behind() throws Exception {
    List<Integer> alive = new ArrayList<>();
    TrainingJob job = job(TinyRun.config());
    try (TrainingRun run = new TrainingRun(job, directory.resolve("c"), null)) {
      run.run(record -> alive.add(run.managedTensors()));
    }
    assertThat(alive.get(2)).isEqualTo(alive.get(0));
  }

  @Test
  void a_checkpoint_of_another_configuration_is_refused() throws Exception {
    Path file = directory.resolve("c");
    TrainingConfig config = TinyRun.config().with(1, null, null, null, null, null);
    run(config, file, null, record -> {});
    Checkpoint saved = CheckpointFile.read(file);
    assertThatThrownBy(
            () -> run(config.with(2, null, null, null, null, null), file, saved, record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epochs is 1 in the checkpoint, 2 now")
        .hasMessageContaining("another directory");
  }

  @Test
  void too_few_images_are_refused_with_the_numbers() {
    TrainingConfig config = TinyRun.config().with(null, null, null, null, 140, null);
    assertThatThrownBy(() -> run(config, directory.resolve("c"), null, record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdout 140 leave 20 of 160 training images; a batch needs 32");
  }

  private static TrainingJob job(TrainingConfig config) {
    return new TrainingJob(config, TinyRun.graph(), TinyRun.data(), Path.of("."), false);
  }

  private static TrainingResult run(
      TrainingConfig config, Path file, Checkpoint resumed, TrainingListener listener)
      throws IOException, InterruptedException {
    try (TrainingRun run = new TrainingRun(job(config), file, resumed)) {
      return run.run(listener);
    }
  }

  private static void assertSameTensors(Checkpoint expected, Checkpoint actual) {
    var tensors = expected.snapshot().tensors();
    assertThat(actual.snapshot().tensors().keySet()).isEqualTo(tensors.keySet());
    tensors.forEach(
        (name, values) ->
            assertThat(actual.snapshot().tensors().get(name)).as(name).isEqualTo(values));
    assertThat(actual.step()).isEqualTo(expected.step());
  }

  private static final class FailsInSecondEpoch implements TrainingListener {
    private int epochs;

    @Override
    public void stepFinished(int step, int stepsPerEpoch, double loss) {
      if (epochs == 1 && step == 3) {
        throw new PowerFailure();
      }
    }

    @Override
    public void epochFinished(EpochRecord record) {
      epochs++;
    }
  }
}
