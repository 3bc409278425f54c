package io.requant.training.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.training.EpochRecord;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.optim.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  @TempDir Path directory;

  @Test
  void what_was_written_is_read() throws IOException {
    Path file = directory.resolve("c");
    CheckpointFile.write(file, checkpoint(1));
    Checkpoint read = CheckpointFile.read(file);
    assertThat(read.config()).isEqualTo(checkpoint(1).config());
    assertThat(read.step()).isEqualTo(42);
    assertThat(read.history()).isEqualTo(checkpoint(1).history());
    assertThat(read.snapshot().tensors().get("weights/w")).containsExactly(1, Float.MIN_VALUE, -0f);
  }

  @Test
  void a_flipped_bit_anywhere_is_noticed() throws IOException {
    Path file = directory.resolve("c");
    CheckpointFile.write(file, checkpoint(1));
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      Files.write(file, bad);
      assertThatThrownBy(() -> CheckpointFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void a_truncated_file_is_noticed() throws IOException {
    Path file = directory.resolve("c");
    CheckpointFile.write(file, checkpoint(1));
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_write_that_fails_leaves_the_previous_checkpoint() throws IOException {
    Path file = directory.resolve("c");
    CheckpointFile.write(file, checkpoint(1));
    Checkpoint unwritable =
        new Checkpoint(Map.of("key", "x".repeat(70_000)), 1, List.of(), new Snapshot(Map.of()));
    assertThatThrownBy(() -> CheckpointFile.write(file, unwritable))
        .isInstanceOf(IOException.class);
    assertThat(CheckpointFile.read(file).step()).isEqualTo(42);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_newer_checkpoint_replaces_the_older() throws IOException {
    Path file = directory.resolve("c");
    CheckpointFile.write(file, checkpoint(1));
    CheckpointFile.write(file, checkpoint(2));
    assertThat(CheckpointFile.read(file).snapshot().tensors().get("weights/w")[0]).isEqualTo(2);
  }

  @Test
  void another_configuration_is_refused_with_every_difference() {
    assertThatThrownBy(
            () -> checkpoint(1).requireConfig(Map.of("seed", "2", "batch", "128", "new", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed is 1 in the checkpoint, 2 now")
        .hasMessageContaining("new is null in the checkpoint, x now")
        .hasMessageNotContaining("batch");
  }

  @Test
  void tensors_of_another_network_are_refused() {
    Update update = new Update.Descent(1, 0);
    assertThatThrownBy(
            () -> checkpoint(1).requireTensors(List.of(new TensorSpec("w", List.of(4), update))))
        .hasMessageContaining("w has 3 values, not 4");
    assertThatThrownBy(
            () -> checkpoint(1).requireTensors(List.of(new TensorSpec("u", List.of(3), update))))
        .hasMessageContaining("u is missing");
  }

  private static Checkpoint checkpoint(float value) {
    return new Checkpoint(
        Map.of("seed", "1", "batch", "128"),
        42,
        List.of(new EpochRecord(1, 2.5, 0.1, 0.2, 0.3, 0.01, 1000, 50)),
        new Snapshot(Map.of("weights/w", new float[] {value, Float.MIN_VALUE, -0f})));
  }
}
