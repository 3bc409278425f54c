package io.requant.dscprune.internal.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelEnergyTest {

  @Test
  void a_channel_matters_by_what_it_is_and_by_what_is_made_of_it() {
    Graph graph =
        new Graph(
            "two",
            new Shape(1, 1, 1),
            Normalisation.identity(1),
            List.of(
                new Conv("stem", Graph.INPUT, 1, 4, Window.square(1, 1, 0), 1),
                Relu.uncapped("stem.relu", "stem"),
                new Conv("dw", "stem.relu", 4, 4, Window.square(1, 1, 0), 4),
                new Conv("pw", "dw", 4, 2, Window.square(1, 1, 0), 1),
                new GlobalAvgPool("pool", "pw"),
                new Linear("fc", "pool", 2, 1)),
            List.of("it"));
    FloatNetwork network =
        new FloatNetwork(
            graph,
            Map.of(
                "stem", parameters(4, 1, 2, 3, -9),
                "dw", parameters(4, 1, 1, 1, 1),
                // Channel by channel: energies 1 x 25, 4 x 2, 9 x 0.5, 0.
                "pw", parameters(2, 3, 1, 0.5f, 7, 4, 1, -0.5f, 7),
                "fc", parameters(1, 1, 1)));
    LabelledImages white =
        new LabelledImages(new Shape(1, 1, 1), new byte[] {(byte) 255}, new int[1], List.of("it"));
    ChannelEnergy energy = new ChannelEnergy(network, white);
    assertThat(energy.best("stem", 1)).containsExactly(0);
    assertThat(energy.best("stem", 2)).containsExactly(0, 1);
    assertThat(energy.best("stem", 3)).containsExactly(0, 1, 2);
    assertThat(energy.best("stem", 4)).containsExactly(0, 1, 2, 3);
  }

  private static FloatNetwork.Parameters parameters(int channels, float... weights) {
    return new FloatNetwork.Parameters(weights, new float[channels]);
  }
}
