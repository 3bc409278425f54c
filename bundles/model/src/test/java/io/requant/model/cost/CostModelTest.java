package io.requant.model.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.graph.Graph;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CostModelTest {

  private final Graph resnet20 = Nets.resnet(20);

  @Test
  void resnet20HasThePublishedNumberOfWeightsAndOperations() {
    Cost cost = CostModel.uniform(resnet20, 8, 8);
    assertThat(cost.macs()).isEqualTo(40_551_040);
    assertThat(cost.weightBytes()).isEqualTo(268_336);
  }

  @Test
  void resnet56HasThePublishedNumberOfWeightsAndOperations() {
    Cost cost = CostModel.uniform(Nets.resnet(56), 8, 8);
    assertThat(cost.weightBytes()).isEqualTo(848_944);
    assertThat(cost.macs() / 1e6).isCloseTo(125.5, within(0.05));
    assertThat(cost.bops() / 1e9).isCloseTo(8.03, within(0.005));
  }

  @Test
  void bitOperationsOfResnet20AreThoseOfTheDesign() {
    double[][] expected = {{8, 2.595}, {6, 1.472}, {4, 0.670}, {3, 0.389}, {2, 0.189}};
    for (double[] row : expected) {
      Cost cost = CostModel.uniform(resnet20, (int) row[0], (int) row[0]);
      assertThat(cost.bops() / 1e9).as("%s bits", row[0]).isCloseTo(row[1], within(0.0005));
    }
  }

  @Test
  void aPolicyCostsWhatItsWidthsCost() {
    Network network = Nets.resnet20();
    for (int bits : new int[] {2, 3, 4, 6, 8}) {
      Policy policy = PlausiblePolicies.uniform(network, bits, bits);
      assertThat(CostModel.of(network, policy)).isEqualTo(CostModel.uniform(resnet20, bits, bits));
    }
  }

  @Test
  void theTableNamesEveryLayerWithItsWidths() {
    Network network = Nets.plausible(Nets.separable(4, 1));
    Policy policy = PlausiblePolicies.uniform(network, 3, 5);
    List<LayerCost> table = CostModel.table(network.graph(), policy.layers());
    assertThat(table)
        .extracting(LayerCost::layer, LayerCost::kind, LayerCost::weightBits, LayerCost::inputBits)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("stem", LayerCost.Kind.CONVOLUTION, 8, 8),
            org.assertj.core.groups.Tuple.tuple("dw1", LayerCost.Kind.DEPTHWISE, 3, 5),
            org.assertj.core.groups.Tuple.tuple("pw1", LayerCost.Kind.POINTWISE, 3, 5),
            org.assertj.core.groups.Tuple.tuple("classifier", LayerCost.Kind.LINEAR, 8, 8));
    LayerCost depthwise = table.get(1);
    assertThat(depthwise.macs()).isEqualTo(16 * 16 * 4 * 9);
    assertThat(depthwise.bops()).isEqualTo(depthwise.macs() * 3 * 5);
    // 36 weights of 3 bits are 13.5 bytes.
    assertThat(depthwise.weightBytes()).isEqualTo(14);
    assertThat(CostModel.sum(table)).isEqualTo(policy.cost());
  }

  @Test
  void missingAndImpossibleWidthsAreNamed() {
    Map<String, Integer> eight =
        resnet20.parametricLayers().stream().collect(Collectors.toMap(l -> l.name(), l -> 8));
    assertThatThrownBy(() -> CostModel.of(resnet20, Map.of(), eight))
        .hasMessageContaining("'stem'")
        .hasMessageContaining("weights is missing");
    Map<String, Integer> one =
        resnet20.parametricLayers().stream().collect(Collectors.toMap(l -> l.name(), l -> 1));
    assertThatThrownBy(() -> CostModel.of(resnet20, eight, one))
        .hasMessageContaining("input activations of layer 'stem': 1 bits");
  }

  @Test
  void entriesOfAnotherGraphAreRejected() {
    List<LayerPolicy> layers =
        PlausiblePolicies.uniform(Nets.plausible(Nets.separable(4, 1)), 4, 4).layers();
    assertThatThrownBy(() -> CostModel.of(resnet20, layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no entry for layer 's1b1.conv1'");
  }
}
