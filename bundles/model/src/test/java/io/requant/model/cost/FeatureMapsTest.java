package io.requant.model.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.testing.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureMapsTest {

  @Test
  void mapsAreCountedWhileTheyAreStillToBeRead() {
    Window window = Window.square(3, 1, 1);
    Graph graph =
        new Graph(
            "block",
            new Shape(8, 8, 3), // 192
            Normalisation.identity(3),
            List.of(
                new Conv("stem", Graph.INPUT, 3, 4, window, 1),
                Relu.uncapped("stem.relu", "stem"), // 256, alive until the sum
                new Conv("conv1", "stem.relu", 4, 8, window, 1),
                Relu.uncapped("conv1.relu", "conv1"), // 512
                new Conv("conv2", "conv1.relu", 8, 4, window, 1),
                new Add("add", "conv2", "stem.relu"),
                Relu.uncapped("add.relu", "add"), // 256
                new GlobalAvgPool("pool", "add.relu"), // 4
                new Linear("fc", "pool", 4, 10)), // 10
            List.of());
    assertThat(FeatureMaps.of(graph))
        .isEqualTo(new FeatureMaps(192 + 256 + 512 + 256 + 4 + 10, 512, 256 + 512 + 256));
  }

  @Test
  void aBlockOfResnet20NeedsThreeMapsOf16ChannelsAtATime() {
    FeatureMaps maps = FeatureMaps.of(Nets.resnet(20));
    assertThat(maps.largest()).isEqualTo(32 * 32 * 16);
    assertThat(maps.peak()).isEqualTo(3 * 32 * 32 * 16);
  }
}
