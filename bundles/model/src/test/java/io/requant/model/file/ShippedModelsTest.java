package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.dataset.DataSets;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.io.IOException;
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
        "resnet20-any.rqm",
        "resnet20-any-lab.rqm",
        "mnist-cnn.rqm",
        "mnist-cnn-float.rqm"
      })
  void a_model_names_its_data_set_as_the_commands_know_it(String file) throws IOException {
    assertThat(DataSets.names()).contains(model(file).provenance().get("dataset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20.rqm", "mnist-cnn.rqm"})
  void every_policy_fits_its_network_and_says_its_accuracy(String file) throws IOException {
    Model model = model(file);
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
    Model model = model("resnet20-any.rqm");
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
    Model lab = model("resnet20-any-lab.rqm");
    assertThat(lab.shared().orElseThrow().network().digest()).isEqualTo(network.digest());
  }
}
