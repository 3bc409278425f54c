package io.requant.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.command.VerbException;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyRecordTest {

  @TempDir Path directory;
  private Path file;
  private Model model;
  private Policy policy;

  @BeforeEach
  void copyAModel() throws IOException {
    file = Files.copy(Path.of("../../models/mnist-cnn.rqm"), directory.resolve("m.rqm"));
    model = ModelFile.read(file);
    policy = model.policy("w5a5");
  }

  private AccuracyRecord record(Split split, boolean partial, boolean allowed) {
    return new AccuracyRecord(file, model, policy, "mnist", split, partial, allowed);
  }

  @Test
  void what_was_measured_is_in_the_file_and_all_else_is_as_before() throws IOException {
    Policy measured = record(Split.TEST, false, false).write(10_000, 0.5);
    Model now = ModelFile.read(file);
    assertThat(now.policy("w5a5")).isEqualTo(measured).isNotEqualTo(policy);
    assertThat(measured.accuracy()).contains(new MeasuredAccuracy("mnist", "test", 10_000, 0.5));
    assertThat(measured.layers()).isEqualTo(policy.layers());
    assertThat(now.policies()).extracting(Policy::name).containsExactly(names());
    for (String other : new String[] {"w8a8", "w6a6", "w4a4"}) {
      assertThat(now.policy(other)).isEqualTo(model.policy(other));
    }
    assertThat(now.network().orElseThrow().digest())
        .isEqualTo(model.network().orElseThrow().digest());
    assertThat(now.provenance()).isEqualTo(model.provenance());
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  private String[] names() {
    return model.policies().stream().map(Policy::name).toArray(String[]::new);
  }

  @Test
  void the_holdout_is_recorded_as_what_it_is() throws IOException {
    Policy measured = record(Split.HOLDOUT, false, false).write(5000, 0.25);
    assertThat(measured.accuracy()).contains(new MeasuredAccuracy("mnist", "holdout", 5000, 0.25));
  }

  @Test
  void an_accuracy_on_some_images_is_recorded_only_if_that_was_said() throws IOException {
    assertThatThrownBy(() -> record(Split.TEST, true, false))
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("--partial");
    Policy measured = record(Split.TEST, true, true).write(100, 1);
    assertThat(measured.accuracy().orElseThrow().images()).isEqualTo(100);
  }

  @Test
  void an_accuracy_on_what_the_network_was_trained_on_is_refused() {
    for (Split split : new Split[] {Split.TRAIN, Split.FIT}) {
      assertThatThrownBy(() -> record(split, false, true)).hasMessageContaining("--split test");
    }
  }

  @Test
  void a_policy_that_is_not_in_the_file_is_refused() {
    policy = policy.withAccuracy(new MeasuredAccuracy("mnist", "test", 1, 0));
    assertThatThrownBy(() -> record(Split.TEST, false, false))
        .hasMessageContaining("'w5a5' is not in")
        .hasMessageContaining("w4a4");
  }

  @Test
  void what_others_recorded_meanwhile_stays() throws IOException {
    AccuracyRecord record = record(Split.TEST, false, false);
    Policy others =
        model.policy("w8a8").withAccuracy(new MeasuredAccuracy("mnist", "test", 7, 0.125));
    ModelFile.write(model.withPolicy(others), file);
    Policy measured = record.write(10_000, 0.75);
    assertThat(ModelFile.read(file).policies()).contains(others, measured);
  }

  @Test
  void nothing_is_recorded_if_the_policy_was_replaced_meanwhile() throws IOException {
    AccuracyRecord record = record(Split.TEST, false, false);
    Policy replaced = policy.withAccuracy(new MeasuredAccuracy("mnist", "test", 7, 0.125));
    ModelFile.write(model.withPolicy(replaced), file);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> record.write(10_000, 0.75))
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("run this again");
    assertThat(file).hasBinaryContent(before);
  }
}
