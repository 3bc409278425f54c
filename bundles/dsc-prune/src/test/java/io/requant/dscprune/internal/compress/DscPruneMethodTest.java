package io.requant.dscprune.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionTask;
import io.requant.dscprune.internal.prune.SeparableLayers;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DscPruneMethodTest {
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("layers", "4"),
          Map.entry("kilomacs", "60"),
          Map.entry("weights", "3000"),
          Map.entry("percents", "50"),
          Map.entry("sides", "8,12"),
          Map.entry("short-images", "64"),
          Map.entry("drop-epochs", "1"),
          Map.entry("epochs", "2"),
          Map.entry("qat-epochs", "2"),
          Map.entry("widths", "8,4"),
          Map.entry("holdout", "32"),
          Map.entry("batch", "32"),
          Map.entry("calibration-images", "64"));

  @TempDir static Path shared;
  private static Path model;
  private static Path wholeRun;
  private static CompressionReport whole;

  @TempDir Path out;

  @BeforeAll
  static void runOnce() throws Exception {
    model = TinyWorld.model(shared);
    wholeRun = Files.createDirectory(shared.resolve("whole"));
    whole =
        method(new TinyWorld.CountingTraining(), false)
            .run(new CompressionTask(model, shared, wholeRun, false, SETTINGS), (s, d, n) -> {});
  }

  @Test
  void a_run_leaves_a_model_within_its_limits_a_file_for_every_stage_and_a_report()
      throws Exception {
    CompressionReport report = whole;
    Model made = ModelFile.read(report.model());
    assertThat(SeparableLayers.of(made.graph())).hasSize(4);
    assertThat(made.policies()).extracting(Policy::name).containsExactly("w8a8", "w4a4");
    assertThat(made.policy("w8a8").cost().weightBytes()).isLessThanOrEqualTo(3000);
    assertThat(made.policy("w8a8").cost().macs()).isLessThanOrEqualTo(60_000);
    assertThat(made.floats()).isEmpty();
    assertThat(made.provenance())
        .containsEntry("dataset", "stripes")
        .containsEntry("parent", Digest.of(Files.readAllBytes(model)).hex())
        .doesNotContainKey("top1");
    double top1 =
        Measuring.top1(
            new ReferenceOnly(),
            made.network().orElseThrow(),
            made.policy("w8a8"),
            TinyWorld.data().test());
    assertThat(report.values())
        .containsEntry("top1", top1)
        .containsKeys(
            "top1Float",
            "top1Cut",
            "top1Static",
            "fileBytes",
            "fp32Bytes",
            "nominalRatio",
            "fileRatio",
            "layers",
            "seed",
            "epochs",
            "stages",
            "sensitivity",
            "sizes",
            "search",
            "policies",
            "paper");
    assertThat((List<?>) report.values().get("stages")).hasSize(3);
    assertThat(report.values()).containsEntry("epochs", 1 + 2 + 2);
    try (Stream<Path> stages = Files.list(wholeRun.resolve("stages"))) {
      List<Path> files = stages.sorted().toList();
      assertThat(files)
          .extracting(f -> f.getFileName().toString())
          .containsExactly("1-float.rqm", "2-layers-dropped.rqm", "3-channels-removed.rqm");
      for (Path file : files) {
        Model stage = ModelFile.read(file);
        assertThat(stage.policy("w8a8").accuracy()).isPresent();
        assertThat(stage.floats()).isPresent();
      }
    }
    assertThat(Files.readString(report.page()))
        .contains(
            "Every stage", "What channels cost", "Size of the images", "no device", "paper 3");
  }

  @Test
  void an_interrupted_run_goes_on_without_repeating_what_is_finished() throws Exception {
    TinyWorld.CountingTraining first = new TinyWorld.CountingTraining();
    assertThatThrownBy(
            () ->
                method(first, false)
                    .run(
                        task(Map.of()),
                        (stage, done, note) -> {
                          if (stage.name().equals("channels") && done == 1) {
                            throw new IllegalStateException("power failure");
                          }
                        }))
        .hasMessage("power failure");
    TinyWorld.CountingTraining second = new TinyWorld.CountingTraining();
    CompressionTask task = task(Map.of());
    CompressionTask resumed =
        new CompressionTask(task.model(), task.data(), out, true, task.settings());
    CompressionReport report = method(second, false).run(resumed, (s, d, n) -> {});
    assertThat(second.trained).containsExactly("layers", "channels", "quantization");

    assertThat(Files.readAllBytes(report.model())).isEqualTo(Files.readAllBytes(whole.model()));
  }

  @Test
  void a_device_decides_what_is_made_and_its_figures_are_reported() throws Exception {
    CompressionReport report =
        method(new TinyWorld.CountingTraining(), true)
            .run(
                task(Map.of("device", "small", "fps", "100", "side", "0", "kilomacs", "200")),
                (s, d, n) -> {});
    Map<?, ?> search = (Map<?, ?>) report.values().get("search");
    Map<?, ?> chosen = (Map<?, ?>) search.get("chosen");
    Map<?, ?> hardware = (Map<?, ?>) chosen.get("hardware");
    assertThat(hardware.get("device")).isEqualTo("small-1");
    assertThat(hardware.get("fits")).isEqualTo(true);
    assertThat((double) hardware.get("framesPerSecond")).isGreaterThanOrEqualTo(100);
    // 3,000 weights would be within the limit, but 2.5 block memories hold 2,500.
    assertThat((long) chosen.get("weights")).isLessThanOrEqualTo(2500);
    assertThat(Files.readString(report.page())).contains("clocks a frame", "small-1");
  }

  @Test
  void a_device_that_does_not_decide_is_only_reported() throws Exception {
    CompressionReport report =
        method(new TinyWorld.CountingTraining(), true)
            .run(
                task(
                    Map.of(
                        "device",
                        "small-1",
                        "fps",
                        "100",
                        "fit",
                        "no",
                        "kilomacs",
                        "200",
                        "epochs",
                        "1",
                        "qat-epochs",
                        "1",
                        "widths",
                        "8")),
                (s, d, n) -> {});
    Map<?, ?> search = (Map<?, ?>) report.values().get("search");
    Map<?, ?> chosen = (Map<?, ?>) search.get("chosen");
    assertThat((long) chosen.get("weights")).isBetween(2501L, 3000L);
    assertThat(((Map<?, ?>) chosen.get("hardware")).get("fits")).isEqualTo(false);
    assertThat(report.values().get("policies")).asInstanceOf(LIST).hasSize(1);
  }

  @Test
  void what_cannot_be_is_refused_before_anything_is_trained() {
    TinyWorld.CountingTraining training = new TinyWorld.CountingTraining();
    assertRefused(training, "device", "medium", "--device is 'medium', which is not known");
    assertRefused(training, "device", "large", "which is several");
    assertRefused(training, "widths", "6,4", "one of them has to be 8");
    assertRefused(training, "percents", "0,50", "--percents is '0,50'");
    assertRefused(training, "teacher", "no.rqm", "--teacher: there is no file no.rqm");
    assertRefused(training, "fit", "perhaps", "--fit is 'perhaps'");
    assertRefused(training, "layers", "1", "only 2 of 5 separable layers");
    assertThat(training.trained).isEmpty();
  }

  private void assertRefused(
      TinyWorld.CountingTraining training, String setting, String value, String message) {
    assertThatThrownBy(
            () -> method(training, true).run(task(Map.of(setting, value)), (s, d, n) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static DscPruneMethod method(TinyWorld.CountingTraining training, boolean device) {
    return new DscPruneMethod(
        training, new ReferenceOnly(), device ? new TinyWorld.OneMultiplier() : null);
  }

  private CompressionTask task(Map<String, String> more) throws IOException {
    Map<String, String> settings = new TreeMap<>(SETTINGS);
    settings.putAll(more);
    return new CompressionTask(model, shared, out, false, settings);
  }
}
