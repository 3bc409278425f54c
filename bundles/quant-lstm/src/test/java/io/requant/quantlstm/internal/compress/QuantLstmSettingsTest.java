package io.requant.quantlstm.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.method.CompressionTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantLstmSettingsTest {

  @TempDir Path folder;

  @Test
  void aRunWithoutTrainingHasNoEpochsAndSaysSo() {
    QuantLstmSettings settings = settings(Map.of("epochs", "0"));
    assertThat(settings.trains()).isFalse();
    assertThat(settings.epochs()).isZero();
    assertThat(settings.training()).containsEntry("epochs", "0").containsEntry("batch", "128");
  }

  @Test
  void aRunWithTrainingHasAsManyEpochsAsItIsTold() {
    QuantLstmSettings settings = settings(Map.of("epochs", "3"));
    assertThat(settings.trains()).isTrue();
    assertThat(settings.config().epochs()).isEqualTo(3);
    assertThat(settings.training()).containsEntry("epochs", "3");
  }

  @Test
  void measurementsCanBeLeftOut() {
    QuantLstmSettings settings = settings(Map.of("device-seconds", "0", "sweep-model", "none"));
    assertThat(settings.deviceSeconds()).isZero();
    assertThat(settings.sweepModel()).isEmpty();
    assertThat(settings.trainingLog()).isEmpty();
  }

  @Test
  void aFileThatIsNamedAndNotThereIsRefused() throws Exception {
    Path there = Files.writeString(folder.resolve("train.jsonl"), "{}");
    assertThat(settings(Map.of("training-log", there.toString())).trainingLog()).contains(there);
    Map<String, String> missing = Map.of("sweep-model", folder.resolve("no.rqm").toString());
    assertThatThrownBy(() -> settings(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--sweep-model")
        .hasMessageContaining("no.rqm");
  }

  private QuantLstmSettings settings(Map<String, String> given) {
    return QuantLstmSettings.of(
        new CompressionTask(folder.resolve("m.rqm"), folder, folder, false, given), "resnet20");
  }
}
