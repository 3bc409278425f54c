package io.requant.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelTest {

  private final Network network = Nets.plausible(Nets.separable(4, 2));
  private final Policy w4 = PlausiblePolicies.uniform(network, 4, 4);
  private final Policy w8 = PlausiblePolicies.uniform(network, 8, 8);

  @Test
  void policiesAreFoundByNameAndAnUnknownNameListsThem() {
    Model model = model(List.of(w4, w8));
    assertThat(model.policy("w8a8")).isSameAs(w8);
    assertThatThrownBy(() -> model.policy("w2a2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no policy 'w2a2'")
        .hasMessageContaining("w4a4, w8a8");
  }

  @Test
  void namesOfPoliciesAreUnique() {
    assertThatThrownBy(() -> model(List.of(w4, w4))).hasMessageContaining("two policies");
  }

  @Test
  void aPolicyReplacesTheOneOfItsNameOrIsAdded() {
    Policy other = new Policy("w4a4", network.digest(), w8.layers(), w8.cost(), Optional.empty());
    assertThat(model(List.of(w4)).withPolicy(w8).policies()).containsExactly(w4, w8);
    assertThat(model(List.of(w4, w8)).withPolicy(other).policies()).containsExactly(other, w8);
  }

  @Test
  void policiesOfAnotherNetworkDoNotFit() {
    Policy foreign = PlausiblePolicies.uniform(Nets.plausible(Nets.separable(4, 1)), 4, 4);
    assertThatThrownBy(() -> model(List.of(foreign))).hasMessageContaining("was made for network");
    assertThatThrownBy(
            () ->
                new Model(
                    Optional.of(RandomNetworks.floats(new SplittableRandom(1), network.graph())),
                    Optional.empty(),
                    List.of(w4),
                    Map.of()))
        .hasMessageContaining("no integer weights");
  }

  @Test
  void aModelHasWeightsAndBothKindsBelongToOneGraph() {
    assertThatThrownBy(() -> new Model(Optional.empty(), Optional.empty(), List.of(), Map.of()))
        .hasMessageContaining("real weights, integer weights or both");
    assertThatThrownBy(
            () ->
                new Model(
                    Optional.of(RandomNetworks.floats(new SplittableRandom(1), Nets.resnet(20))),
                    Optional.of(network),
                    List.of(),
                    Map.of()))
        .hasMessageContaining("different networks");
  }

  @Test
  void aGateHasALimitedSizeIsCopiedAndStaysWithItsModel() {
    for (int size : new int[] {0, Model.MAX_GATE + 1}) {
      assertThatThrownBy(() -> gated(new byte[size]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a gate of " + size + " bytes");
    }
    byte[] gate = {1, 2};
    Model model = gated(gate);
    gate[0] = 9;
    model.gate().orElseThrow()[1] = 9;
    assertThat(model.withPolicy(w4).gate().orElseThrow()).containsExactly(1, 2);
    assertThat(model.forGateways().gate()).isEmpty();
  }

  @Test
  void provenanceIsTextThatCanBeStored() {
    assertThatThrownBy(
            () ->
                new Model(
                    Optional.empty(), Optional.of(network), List.of(), Map.of("broken", "\ud800")))
        .hasMessageContaining("provenance 'broken'");
  }

  private Model gated(byte[] gate) {
    return new Model(
        Optional.empty(),
        Optional.empty(),
        Optional.of(network),
        List.of(),
        Optional.of(gate),
        Map.of());
  }

  private Model model(List<Policy> policies) {
    return new Model(Optional.empty(), Optional.of(network), policies, Map.of());
  }
}
