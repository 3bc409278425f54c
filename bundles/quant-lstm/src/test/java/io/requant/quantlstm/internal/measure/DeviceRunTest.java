package io.requant.quantlstm.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeviceRunTest {

  private final FakeClock clock = new FakeClock();

  @Test
  void whereTimeGoesWithBitOperationsAdaptingSavesAsMuch() throws Exception {
    Graph graph =
        new Graph(
            "small",
            new Shape(4, 4, 1),
            Normalisation.identity(1),
            List.of(
                new Conv("conv", Graph.INPUT, 1, 4, Window.square(3, 1, 1), 1),
                Relu.uncapped("relu", "conv"),
                new Conv("middle", "relu", 4, 8, Window.square(3, 1, 1), 1),
                Relu.uncapped("middle.relu", "middle"),
                new Flatten("flat", "middle.relu"),
                new Linear("linear", "flat", 128, 2)),
            List.of("a", "b"));
    Network network = RandomNetworks.plausible(new SplittableRandom(2), graph);
    Policy eight = PlausiblePolicies.uniform(network, 8, 8);
    Policy four = PlausiblePolicies.uniform(network, 4, 8);
    eight = eight.withAccuracy(new MeasuredAccuracy("d", "test", 10, 0.9));
    four = four.withAccuracy(new MeasuredAccuracy("d", "test", 10, 0.8));
    LabelledImages images =
        new LabelledImages(graph.inputShape(), new byte[32], new int[2], graph.classes());
    // As many nanoseconds as bit operations.
    ReferenceOnly backend = new ReferenceOnly(policy -> clock.work(policy.cost().bops()));
    List<String> heard = new ArrayList<>();
    DeviceFigures figures =
        new DeviceRun(backend, network, List.of(eight, four), images, clock).measure(2, heard::add);
    double ratio = four.cost().bops() / (double) eight.cost().bops();
    assertThat(figures.policies()).containsExactly(eight, four);
    assertThat(figures.byLevel()).containsEntry(ResourceLevel.RICH_100, 0);
    assertThat(figures.byLevel()).containsEntry(ResourceLevel.SCARCE_25, 1);
    assertThat(figures.times().ratio(1, 0).median()).isCloseTo(ratio, within(1e-9));
    assertThat(figures.limits()).hasSize(DeviceRun.LIMITS.size());
    assertThat(figures.limits().get(0).ratio().median()).isCloseTo(ratio, within(0.02));
    assertThat(figures.limits().get(9).ratio().median()).isEqualTo(1);
    assertThat(figures.limits().get(0).held()).isCloseTo(0.18, within(0.01));
    assertThat(figures.caption()).contains("backend test (reference)");
    assertThat(heard).hasSize(3);
    assertThat(backend.open()).isZero();
  }
}
