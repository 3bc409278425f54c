package io.requant.bench.internal.network;

import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that Meng et al. run on their FPGA, as far as it can be told: the first eight layers
 * of MobileNetV1 (Howard et al. 2017, table 1) at 0.375 of its width, a global average and a linear
 * layer. With 96x96 pixels and 10 classes: 80,986 parameters and 8.28 million multiply-accumulates.
 */
final class Dsc7 {

  private static final int STEM = 12;
  private static final int[] CHANNELS = {24, 48, 48, 96, 96, 192, 192};
  private static final int[] STRIDES = {1, 2, 1, 2, 1, 2, 1};
  private static final int CLASSES = 10;

  private Dsc7() {}

  /**
   * Builds it.
   *
   * @param extent rows and columns of the image
   * @param stemStride 2 as in the paper; 1 for images as small as 32x32
   */
  static Graph of(String name, int extent, int stemStride) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, STEM, Window.square(3, stemStride, 1), 1));
    layers.add(Relu.uncapped("stem.relu", "stem"));
    String last = "stem.relu";
    int in = STEM;
    for (int i = 0; i < CHANNELS.length; i++) {
      String depthwise = "dsc" + (i + 1) + ".depthwise";
      String pointwise = "dsc" + (i + 1) + ".pointwise";
      layers.add(new Conv(depthwise, last, in, in, Window.square(3, STRIDES[i], 1), in));
      layers.add(Relu.uncapped(depthwise + ".relu", depthwise));
      Window single = Window.square(1, 1, 0);
      layers.add(new Conv(pointwise, depthwise + ".relu", in, CHANNELS[i], single, 1));
      last = pointwise + ".relu";
      layers.add(Relu.uncapped(last, pointwise));
      in = CHANNELS[i];
    }
    layers.add(new GlobalAvgPool("pool", last));
    layers.add(new Linear("classifier", "pool", in, CLASSES));
    Shape shape = new Shape(extent, extent, 3);
    return new Graph(name, shape, Normalisation.identity(3), layers, List.of());
  }
}
