package io.requant.training.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.VerbException;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Shape;
import io.requant.model.network.Digest;
import io.requant.model.network.Network;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.training.Backbones;
import io.requant.training.Training;
import io.requant.training.TrainingJob;
import io.requant.training.testing.FakeTraining;
import io.requant.training.testing.TinyRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainVerbTest {
  @TempDir Path directory;

  private final FakeTraining training = new FakeTraining();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path target;

  @BeforeEach
  void chooseTarget() {
    target = directory.resolve("new/out");
  }

  @Test
  void a_run_leaves_network_report_and_page() throws IOException {
    assertThat(run("resnet20", "--epochs", "3")).isZero();

    Model model = ModelFile.read(target.resolve("resnet20.rqm"));
    assertThat(model.floats()).isPresent();
    assertThat(model.provenance()).containsEntry("backbone", "resnet20").containsKey("command");

    JsonNode report = new ObjectMapper().readTree(target.resolve("train.json").toFile());
    assertThat(report.get("top1").doubleValue()).isEqualTo(0.8234);
    assertThat(report.get("selected").textValue()).isEqualTo("average");
    assertThat(report.get("seed").intValue()).isEqualTo(1);
    assertThat(report.get("command").textValue()).startsWith("./requant train resnet20");
    assertThat(report.get("history")).hasSize(3);
    assertThat(report.get("history").get(2).get("epoch").intValue()).isEqualTo(3);
    assertThat(report.has("version")).isTrue();
    assertThat(report.has("commit")).isTrue();
    assertThat(report.has("machine")).isTrue();

    String page = Files.readString(target.resolve("report.html"));
    assertThat(page).contains("82.34 %", "<svg", "dataset sha256").doesNotContain("http");
    assertThat(out.toString()).contains("epoch 3/3").contains("Test accuracy 82.34 %");
  }

  @Test
  void options_reach_the_training() {
    run(
        "resnet20",
        "--epochs",
        "3",
        "--batch",
        "64",
        "--seed",
        "9",
        "--holdout",
        "50",
        "--threads",
        "4",
        "--limit",
        "600",
        "--resume");
    TrainingJob job = training.jobs().get(0);
    assertThat(job.resume()).isTrue();
    assertThat(job.config().epochs()).isEqualTo(3);
    assertThat(job.config().batch()).isEqualTo(64);
    assertThat(job.config().seed()).isEqualTo(9);
    assertThat(job.config().holdout()).isEqualTo(50);
    assertThat(job.config().threads()).isEqualTo(4);
    assertThat(job.config().limit()).isEqualTo(600);
  }

  @Test
  void images_are_brought_to_the_side_that_is_asked_for_and_crops_with_them() {
    assertThat(run("dsc3-0.25", "--epochs", "1", "--side", "16")).isZero();
    TrainingJob job = training.jobs().get(0);
    assertThat(job.data().train().shape()).isEqualTo(new Shape(16, 16, 3));
    assertThat(job.data().test().shape()).isEqualTo(new Shape(16, 16, 3));
    assertThat(job.graph().inputShape()).isEqualTo(new Shape(16, 16, 3));
    assertThat(job.config().padding()).isEqualTo(8);
    assertThat(job.config().bfloat16()).isFalse();
    assertThat(run("dsc3-0.25", "--side", "0")).isNotZero();
    assertThat(err.toString()).contains("--side is 0; 1..512 is possible");
  }

  @Test
  void the_report_of_a_run_that_was_stopped_says_so() throws IOException {
    assertThat(run("resnet20", "--epochs", "3", "--report-only")).isZero();
    JsonNode report = new ObjectMapper().readTree(target.resolve("train.json").toFile());
    assertThat(report.get("state").textValue()).isEqualTo("stopped after epoch 1 of 3");
    assertThat(report.get("epochs").intValue()).isEqualTo(1);
    assertThat(report.get("plannedEpochs").intValue()).isEqualTo(3);
    assertThat(Files.readString(target.resolve("report.html")))
        .contains("stopped after epoch 1 of 3", "<svg");
    assertThat(out.toString()).contains("Run stopped after epoch 1 of 3. Test accuracy 82.34 %");
  }

  @Test
  void a_network_is_trained_further_and_the_new_one_names_it() throws IOException {
    assertThat(run("resnet20", "--epochs", "1")).isZero();
    Path parent = target.resolve("resnet20.rqm");
    String digest = Digest.of(Files.readAllBytes(parent)).hex();
    target = directory.resolve("further");
    assertThat(
            run(
                "resnet20",
                "--from",
                parent.toString(),
                "--epochs",
                "10",
                "--head-epochs",
                "2",
                "--rate",
                "0.08",
                "--fine-rate",
                "0.02",
                "--holdout",
                "32"))
        .isZero();
    TrainingJob job = training.jobs().get(1);
    assertThat(job.config().peakRate()).isEqualTo(0.08);
    assertThat(job.config().warmUp()).isEqualTo(0.2);
    assertThat(job.method().settings())
        .containsEntry("headEpochs", "2")
        .containsEntry("lowerRate", "0.25");
    assertThat(job.method().rate("stem.weight", 0, 100)).isZero();
    assertThat(job.method().rate("fc.weight", 0, 100)).isOne();
    assertThat(job.method().rate("stem.weight", 20, 100)).isEqualTo(0.25);
    assertThat(job.start()).containsKey("fc.weight");
    assertThat(ModelFile.read(target.resolve("resnet20.rqm")).provenance())
        .containsEntry("parent", digest)
        .containsEntry("parentFile", parent.toString());
    assertThat(out.toString()).contains("From " + parent, "last layer included");
  }

  @Test
  void an_integer_model_is_a_start_too() throws IOException {
    Path parent = directory.resolve("integers.rqm");
    Network network = Nets.plausible(Backbones.create("dsc7", TinyRun.data().input()));
    ModelFile.write(
        new Model(
            Optional.empty(),
            Optional.of(network),
            List.of(PlausiblePolicies.uniform(network, 8, 8)),
            Map.of()),
        parent);
    assertThat(run("dsc7", "--from", parent.toString(), "--epochs", "2", "--holdout", "32"))
        .isZero();
    assertThat(training.jobs().get(0).start()).containsKeys("pw7.weight", "pw7.variance");
  }

  @Test
  void a_parent_of_another_backbone_is_refused() {
    assertThat(run("dsc7", "--epochs", "1")).isZero();
    TrainVerb verb = new TrainVerb(training);
    Path parent = target.resolve("dsc7.rqm");
    new CommandLine(verb)
        .parseArgs(
            "resnet20",
            "--from",
            parent.toString(),
            "--data",
            directory.toString(),
            "--out",
            target.toString(),
            "--holdout",
            "32");
    assertThatThrownBy(verb::call)
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("--from " + parent + ": network 'dsc7'");
  }

  @Test
  void options_of_fine_tuning_alone_are_refused() {
    TrainVerb verb = new TrainVerb(training);
    new CommandLine(verb)
        .parseArgs("resnet20", "--head-epochs", "1", "--data", ".", "--out", target.toString());
    assertThatThrownBy(verb::call)
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("need --from");
  }

  @Test
  void an_unknown_backbone_is_wrong_usage_and_names_the_known_ones() {
    assertThat(run("alexnet")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("unknown backbone 'alexnet'", "resnet20", "mnist-cnn");
    assertThat(training.jobs()).isEmpty();
  }

  @Test
  void a_value_out_of_range_is_wrong_usage_and_names_the_option() {
    assertThat(run("resnet20", "--epochs", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--epochs is 0; it must be at least 1");
  }

  @Test
  void missing_data_are_reported_with_the_option() {
    TrainVerb verb = new TrainVerb(training);
    CommandLine line = new CommandLine(verb);
    line.parseArgs("resnet20", "--data", "/nowhere", "--out", target.toString());
    assertThatThrownBy(verb::call)
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("--data: /nowhere");
  }

  @Test
  void without_libtorch_it_says_what_to_set() {
    TrainVerb verb = new TrainVerb(null);
    new CommandLine(verb).parseArgs("resnet20", "--data", ".", "--out", target.toString());
    assertThatThrownBy(verb::call)
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("PYTORCH_LIBRARY_PATH");
  }

  @Test
  void backbones_of_every_family_can_be_trained_by_name() {
    for (String name :
        List.of("resnet20", "mobilenetv1-0.25", "mobilenetv2", "dsc7", "mnist-cnn")) {
      assertThat(run(name, "--epochs", "1")).as(name).isZero();
    }
  }

  @Test
  void images_that_are_too_small_for_a_backbone_are_refused_with_the_layer() {
    TrainVerb verb = new TrainVerb(training);
    new CommandLine(verb)
        .parseArgs("vgg16", "--data", directory.toString(), "--out", target.toString());
    assertThatThrownBy(verb::call)
        .isInstanceOf(VerbException.class)
        .hasMessageContaining("vgg16 does not fit tiny: layer 'pool4'");
  }

  @Test
  void help_names_every_backbone_and_gives_examples() {
    assertThat(execute(training, "--help")).isZero();
    assertThat(out.toString())
        .contains("resnet110", "mobilenetv2", "--resume", "Examples:", "./requant train resnet20");
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", directory.toString(), "--out", target.toString()));
    return execute(training, all.toArray(String[]::new));
  }

  private int execute(Training service, String... arguments) {
    return new CommandLine(new TrainVerb(service))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
