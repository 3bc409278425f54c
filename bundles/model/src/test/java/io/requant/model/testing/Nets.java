package io.requant.model.testing;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Well-known topologies, with random weights that look like trained ones. */
public final class Nets {

  private static final Normalisation CIFAR =
      new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Nets() {}

  /** ResNet20 for CIFAR-10 with option A shortcuts (He et al., section 4.2), random weights. */
  public static Network resnet20() {
    return plausible(resnet(20));
  }

  /** Random plausible weights, always the same ones. */
  public static Network plausible(Graph graph) {
    return RandomNetworks.plausible(new SplittableRandom(20), graph);
  }

  /**
   * CIFAR ResNet with option A shortcuts.
   *
   * @param depth 6n + 2: 20, 32, 56
   */
  public static Graph resnet(int depth) {
    int blocks = (depth - 2) / 6;
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, 16, Window.square(3, 1, 1), 1));
    layers.add(Relu.uncapped("stem.relu", "stem"));
    String x = "stem.relu";
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < blocks; block++) {
        boolean change = stage > 0 && block == 0;
        int out = 16 << stage;
        int in = change ? out / 2 : out;
        String name = "s" + (stage + 1) + "b" + (block + 1);
        String shortcut = x;
        if (change) {
          shortcut = name + ".shortcut";
          layers.add(new Subsample(shortcut, x, 2, in / 2, in / 2));
        }
        layers.add(new Conv(name + ".conv1", x, in, out, Window.square(3, change ? 2 : 1, 1), 1));
        layers.add(Relu.uncapped(name + ".relu1", name + ".conv1"));
        layers.add(new Conv(name + ".conv2", name + ".relu1", out, out, Window.square(3, 1, 1), 1));
        layers.add(new Add(name + ".add", name + ".conv2", shortcut));
        x = name + ".relu2";
        layers.add(Relu.uncapped(x, name + ".add"));
      }
    }
    layers.add(new GlobalAvgPool("pool", x));
    layers.add(new Linear("classifier", "pool", 64, 10));
    return new Graph("resnet" + depth, new Shape(32, 32, 3), CIFAR, layers, CLASSES);
  }

  /** A small MobileNetV2 for CIFAR-10: inverted residuals, ReLU6, linear bottlenecks. */
  public static Graph mobileNetV2() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, 16, Window.square(3, 1, 1), 1));
    layers.add(Relu.six("stem.relu", "stem"));
    int[][] bottlenecks = {{16, 1}, {24, 2}, {24, 1}, {32, 2}, {32, 1}};
    String x = "stem.relu";
    int in = 16;
    for (int i = 0; i < bottlenecks.length; i++) {
      String name = "b" + (i + 1);
      int out = bottlenecks[i][0];
      int stride = bottlenecks[i][1];
      int wide = in * 4;
      Window window = Window.square(3, stride, 1);
      layers.add(new Conv(name + ".expand", x, in, wide, Window.square(1, 1, 0), 1));
      layers.add(Relu.six(name + ".relu1", name + ".expand"));
      layers.add(new Conv(name + ".depthwise", name + ".relu1", wide, wide, window, wide));
      layers.add(Relu.six(name + ".relu2", name + ".depthwise"));
      layers.add(
          new Conv(name + ".project", name + ".relu2", wide, out, Window.square(1, 1, 0), 1));
      if (stride == 1 && in == out) {
        layers.add(new Add(name + ".add", x, name + ".project"));
        x = name + ".add";
      } else {
        x = name + ".project";
      }
      in = out;
    }
    layers.add(new GlobalAvgPool("pool", x));
    layers.add(new Linear("classifier", "pool", in, 10));
    return new Graph("mobilenetv2-small", new Shape(32, 32, 3), CIFAR, layers, CLASSES);
  }

  /** Stem and depthwise-separable layers with ReLU, as MobileNetV1 has them. */
  public static Graph separable(int width, int depth) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, width, Window.square(3, 2, 1), 1));
    layers.add(Relu.uncapped("stem.relu", "stem"));
    String x = "stem.relu";
    int in = width;
    for (int i = 1; i <= depth; i++) {
      int stride = i % 2 == 0 ? 2 : 1;
      int out = stride == 2 ? in * 2 : in;
      layers.add(new Conv("dw" + i, x, in, in, Window.square(3, stride, 1), in));
      layers.add(Relu.uncapped("dw" + i + ".relu", "dw" + i));
      layers.add(new Conv("pw" + i, "dw" + i + ".relu", in, out, Window.square(1, 1, 0), 1));
      x = "pw" + i + ".relu";
      layers.add(Relu.uncapped(x, "pw" + i));
      in = out;
    }
    layers.add(new GlobalAvgPool("pool", x));
    layers.add(new Linear("classifier", "pool", in, 10));
    return new Graph("separable", new Shape(32, 32, 3), CIFAR, layers, CLASSES);
  }
}
