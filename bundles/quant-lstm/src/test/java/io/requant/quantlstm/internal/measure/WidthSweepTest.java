package io.requant.quantlstm.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.testing.RandomNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WidthSweepTest {

  private static final int IMAGES = 60;

  @Test
  void aMixIsSpreadOverTheLayersFromHighToLow() {
    assertThat(WidthSweep.spread(7, 10, 4)).containsExactly(10, 9, 8, 7);
    assertThat(WidthSweep.spread(5, 9, 5)).containsExactly(9, 8, 7, 6, 5);
    assertThat(WidthSweep.spread(5, 9, 1)).containsExactly(9);
  }

  @Test
  void wideNetworksAnswerAsTheFloatOneAndNarrowOnesWorse() {
    Graph graph =
        new Graph(
            "small",
            new Shape(6, 6, 1),
            new Normalisation(List.of(0.5), List.of(0.3)),
            List.of(
                new Conv("conv", Graph.INPUT, 1, 4, Window.square(3, 1, 1), 1),
                Relu.uncapped("relu", "conv"),
                new Flatten("flat", "relu"),
                new Linear("linear", "flat", 144, 3)),
            List.of("a", "b", "c"));
    SplittableRandom random = new SplittableRandom(8);
    FloatNetwork network = RandomNetworks.floats(random, graph);
    byte[] pixels = new byte[IMAGES * 36];
    random.nextBytes(pixels);
    int[] labels = new int[IMAGES];
    LabelledImages images = new LabelledImages(graph.inputShape(), pixels, labels, graph.classes());
    // The float network's answers are the labels, so its accuracy is 1.
    FloatExecutor executor = new FloatExecutor(network);
    List<byte[]> shown = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      shown.add(images.image(i));
      labels[i] = best(executor, graph.normalisation(), images.image(i));
    }
    images = new LabelledImages(graph.inputShape(), pixels, labels, graph.classes());
    List<Integer> heard = new ArrayList<>();
    WidthSweep sweep =
        new WidthSweep(new ReferenceOnly(), network, CalibrationImages.ofPixels(shown), images);
    List<WidthSweep.Point> points = sweep.points(heard::add);
    assertThat(points).extracting(WidthSweep.Point::bits).isEqualTo(WidthSweep.WIDTHS);
    assertThat(heard).isEqualTo(WidthSweep.WIDTHS);
    assertThat(points.get(0).everywhere()).isLessThan(points.get(6).everywhere());
    assertThat(points.subList(8, points.size()))
        .allSatisfy(point -> assertThat(point.everywhere()).isGreaterThan(0.9))
        .allSatisfy(point -> assertThat(point.guarded()).isEqualTo(point.everywhere()));
    WidthSweep.Mix mix = sweep.mix(7, 10);
    assertThat(mix.bits()).containsExactly(10, 7);
    assertThat(mix.top1()).isGreaterThan(0.9);
  }

  private static int best(FloatExecutor executor, Normalisation normalisation, byte[] image) {
    float[] input = new float[image.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) normalisation.apply(0, image[i] & 0xFF);
    }
    float[] scores = executor.run(input);
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }
}
