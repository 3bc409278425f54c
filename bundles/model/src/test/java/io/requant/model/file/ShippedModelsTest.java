package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.dataset.DataSets;
import io.requant.model.graph.Conv;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.program.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models in the repository are what the commands of the README expect. */
class ShippedModelsTest {

  private static Model model(String name) throws IOException {
    return ModelFile.read(Path.of("../../models", name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet20.rqm",
        "resnet20-float.rqm",
        "resnet56-float.rqm",
        "resnet20-lab.rqm",
        "mnist-cnn.rqm",
        "mnist-cnn-float.rqm",
        "dsc.rqm",
        "dsc-float.rqm"
      })
  void a_model_names_its_data_set_as_the_commands_know_it(String file) throws IOException {
    assertThat(DataSets.names()).contains(model(file).provenance().get("dataset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20.rqm", "resnet20-lab.rqm", "mnist-cnn.rqm", "dsc.rqm"})
  void what_was_read_is_written_as_the_same_bytes(String file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelFile.write(model(file), bytes);
    assertThat(bytes.toByteArray()).isEqualTo(Files.readAllBytes(Path.of("../../models", file)));
  }

  @Test
  void every_policy_of_the_digits_fits_its_network_and_says_its_accuracy() throws IOException {
    Model model = model("mnist-cnn.rqm");
    Network network = model.network().orElseThrow();
    assertThat(model.policies())
        .extracting(Policy::name)
        .containsExactly("w8a8", "w6a6", "w5a5", "w4a4");
    for (Policy policy : model.policies()) {
      assertThat(Program.of(network, policy).outputSize()).isEqualTo(10);
      assertThat(policy.accuracy())
          .hasValueSatisfying(a -> assertThat(a.images()).isEqualTo(10_000));
    }
  }

  @Test
  void one_weight_set_serves_every_precision_in_little_more_than_its_eight_bit_weights()
      throws IOException {
    Model model = model("resnet20.rqm");
    Network network = model.network().orElseThrow();
    assertThat(model.policies())
        .extracting(Policy::name)
        .containsExactlyInAnyOrder(
            "w8a8",
            "w6a6",
            "w4a4",
            "w3a3",
            "w2a2",
            "level-100",
            "level-75",
            "level-50",
            "level-25");
    for (Policy policy : model.policies()) {
      assertThat(Program.of(network, policy).outputSize()).isEqualTo(10);
      assertThat(policy.accuracy())
          .hasValueSatisfying(a -> assertThat(a.images()).isEqualTo(10_000));
    }
    Model lab = model("resnet20-lab.rqm");
    assertThat(lab.shared().orElseThrow().network().digest()).isEqualTo(network.digest());
  }

  @Test
  void a_file_with_every_precision_has_a_tenth_more_than_its_eight_bit_weights_and_its_policies()
      throws IOException {
    Path file = Path.of("../../models/resnet20.rqm");
    Model model = ModelFile.read(file);
    long weights = model.policy("w8a8").cost().weightBytes();
    long policies = 0;
    for (Policy policy : model.policies()) {
      policies += PolicyCodec.encode(policy).length;
    }
    assertThat(weights).isEqualTo(model.network().orElseThrow().weightCount());
    assertThat(Files.size(file)).isLessThanOrEqualTo(weights * 11 / 10 + policies);
    assertThat(Files.size(file) - policies).as("all but policies").isLessThan(weights * 103 / 100);
  }

  @Test
  void the_cut_network_has_seven_separable_layers_and_costs_no_more_than_it_may()
      throws IOException {
    Model model = model("dsc.rqm");
    long depthwise =
        model.graph().layers().stream()
            .filter(layer -> layer instanceof Conv conv && conv.kind() == Conv.Kind.DEPTHWISE)
            .count();
    assertThat(depthwise).isEqualTo(7);
    Policy policy = model.policy("w8a8");
    assertThat(policy.cost().weightBytes()).isLessThanOrEqualTo(90_000);
    assertThat(policy.cost().macs()).isLessThanOrEqualTo(3_800_000);
    assertThat(policy.accuracy())
        .hasValueSatisfying(
            a -> {
              assertThat(a.images()).isEqualTo(10_000);
              assertThat(a.top1()).isGreaterThan(0.855);
            });
  }

  @Test
  void the_policy_of_a_level_costs_at_most_the_level_and_loses_no_more_than_it_may()
      throws IOException {
    Model model = model("resnet20.rqm");
    Policy full = model.policy("w8a8");
    double best = full.accuracy().orElseThrow().top1();
    for (int level : new int[] {100, 75, 50, 25}) {
      Policy policy = model.policy("level-" + level);
      assertThat(policy.cost().weightBytes() * 100)
          .isLessThanOrEqualTo(level * full.cost().weightBytes());
      assertThat(policy.cost().bops() * 100).isLessThanOrEqualTo(level * full.cost().bops());
      assertThat(best - policy.accuracy().orElseThrow().top1())
          .isLessThanOrEqualTo(level == 25 ? 0.03 : 0.01);
    }
  }
}
