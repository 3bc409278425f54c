package io.requant.training.testing;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.training.DataSet;
import io.requant.training.TrainingConfig;
import java.util.List;
import java.util.SplittableRandom;

/** A network with every kind of layer and images that it learns in seconds. */
public final class TinyRun {
  private static final Shape SHAPE = new Shape(8, 8, 3);
  private static final Normalisation NORMALISATION =
      new Normalisation(List.of(0.5, 0.4, 0.6), List.of(0.25, 0.2, 0.3));
  private static final List<String> CLASSES = List.of("red", "green", "blue");

  private TinyRun() {}

  /** The network. */
  public static Graph graph() {
    List<Layer> layers =
        List.of(
            new Conv("stem", Graph.INPUT, 3, 8, Window.square(3, 1, 1), 1),
            Relu.uncapped("stem.relu", "stem"),
            new Conv("main", "stem.relu", 8, 12, Window.square(3, 2, 1), 1),
            new Subsample("side", "stem.relu", 2, 1, 3),
            new Add("sum", "main", "side"),
            Relu.uncapped("sum.relu", "sum"),
            new Conv("depthwise", "sum.relu", 12, 12, Window.square(3, 1, 1), 12),
            Relu.six("depthwise.relu", "depthwise"),
            new MaxPool("largest", "depthwise.relu", Window.square(3, 1, 1)),
            new AvgPool("mean", "largest", Window.square(2, 2, 0)),
            new GlobalAvgPool("pool", "mean"),
            new Linear("fc", "pool", 12, 3));
    return new Graph("tiny", SHAPE, NORMALISATION, layers, CLASSES);
  }

  /** Noise in which one channel is brighter: the class. */
  public static DataSet data() {
    return new DataSet("tiny", images(160, 1), images(40, 2), NORMALISATION, true);
  }

  private static LabelledImages images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(CLASSES.size());
      for (int p = 0; p < SHAPE.size(); p++) {
        int brightness = p % 3 == labels[i] ? 60 : 0;
        pixels[i * SHAPE.size() + p] = (byte) (random.nextInt(196) + brightness);
      }
    }
    return new LabelledImages(SHAPE, pixels, labels, CLASSES);
  }

  /** Three epochs of four steps with two replicas in bfloat16. */
  public static TrainingConfig config() {
    return new TrainingConfig("tiny", 3, 32, 2, 7, 32, 0, 0.1, 0.2, 0.9, 5e-4, 0.9, 1, true);
  }
}
