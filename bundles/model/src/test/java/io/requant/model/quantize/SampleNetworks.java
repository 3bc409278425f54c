package io.requant.model.quantize;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Networks with random parameters, and images for them. */
public final class SampleNetworks {

  private final Random random;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private String last = Graph.INPUT;

  private SampleNetworks(long seed, Shape input) {
    random = new Random(seed);
    shapes.put(Graph.INPUT, input);
  }

  /** A small network with every kind of layer in random places, with random extents. */
  public static FloatNetwork everyLayer(long seed) {
    Random size = new Random(seed);
    Shape input = new Shape(6 + size.nextInt(6), 6 + size.nextInt(6), 1 + size.nextInt(3));
    SampleNetworks n = new SampleNetworks(seed, input);
    n.conv(2 * (2 + n.random.nextInt(3)), 1).relu();
    List<Runnable> parts =
        new ArrayList<>(
            List.of(
                n::maxPool,
                n::averagePool,
                n::depthwise,
                n::grouped,
                n::residual,
                n::laterResidual,
                n::twice,
                n::subsample,
                n::pointwise));
    java.util.Collections.shuffle(parts, n.random);
    parts.forEach(Runnable::run);
    if (n.random.nextBoolean()) {
      n.add(new GlobalAvgPool("pool", n.last));
    } else {
      n.add(new Flatten("flat", n.last));
    }
    n.add(new Linear("fc", n.last, n.shape().channels(), 2 + n.random.nextInt(5)));
    return n.withParameters("every-layer-" + seed, input);
  }

  /** ResNet20 for CIFAR, as He et al. describe it (section 4.2, option A). */
  public static FloatNetwork resNet20(long seed) {
    Shape input = new Shape(32, 32, 3);
    SampleNetworks n = new SampleNetworks(seed, input);
    n.standard("stem", 16, 3, 1).relu();
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        int width = 16 << stage;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String name = "s" + stage + "b" + block;
        String side = n.last;
        if (stride == 2) {
          n.add(new Subsample(name + ".shortcut", side, 2, 0, width / 2));
          n.last = side;
          side = name + ".shortcut";
        }
        n.standard(name + ".conv1", width, 3, stride).relu().standard(name + ".conv2", width, 3, 1);
        n.add(new Add(name + ".add", n.last, side));
        n.relu();
      }
    }
    n.add(new GlobalAvgPool("pool", n.last));
    n.add(new Linear("fc", n.last, 64, 10));
    return n.withParameters("resnet20", input);
  }

  /** A network of the given layers with random parameters. */
  public static FloatNetwork of(Shape input, Layer... layers) {
    SampleNetworks n = new SampleNetworks(1, input);
    n.layers.addAll(List.of(layers));
    return n.withParameters("given", input);
  }

  /** A random image as float networks read it. */
  static float[] normalised(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] image = new float[shape.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    return image;
  }

  /** Random pixels with some structure: a gradient, a brightness and noise. */
  public static List<byte[]> pixels(Shape shape, int count, long seed) {
    Random random = new Random(seed);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[shape.size()];
      int base = random.nextInt(160);
      int slope = random.nextInt(12);
      for (int k = 0; k < image.length; k++) {
        int row = k / shape.channels() / shape.width();
        image[k] = (byte) Math.min(255, base + slope * row + random.nextInt(60));
      }
      images.add(image);
    }
    return images;
  }

  private FloatNetwork withParameters(String name, Shape input) {
    List<Double> mean = java.util.Collections.nCopies(input.channels(), 0.45);
    List<Double> deviation = java.util.Collections.nCopies(input.channels(), 0.25);
    Graph graph = new Graph(name, input, new Normalisation(mean, deviation), layers, List.of());
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      float[] weights = new float[layer.weightCount()];
      float[] bias = new float[layer.outChannels()];
      double deviationOfWeights = Math.sqrt(1.5 / layer.weightsPerChannel());
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (random.nextGaussian() * deviationOfWeights);
      }
      for (int i = 0; i < bias.length; i++) {
        bias[i] = (float) (random.nextGaussian() * 0.2);
      }
      parameters.put(layer.name(), new FloatNetwork.Parameters(weights, bias));
    }
    return new FloatNetwork(graph, parameters);
  }

  private Shape shape() {
    return shapes.get(last);
  }

  private SampleNetworks add(Layer layer) {
    shapes.put(layer.name(), layer.outputShape(layer.inputs().stream().map(shapes::get).toList()));
    layers.add(layer);
    last = layer.name();
    return this;
  }

  private String name(String kind) {
    return kind + layers.size();
  }

  private SampleNetworks relu() {
    return add(
        random.nextInt(3) == 0 ? Relu.six(name("relu"), last) : Relu.uncapped(name("relu"), last));
  }

  private SampleNetworks standard(String name, int out, int kernel, int stride) {
    Window window = Window.square(kernel, stride, kernel / 2);
    return add(new Conv(name, last, shape().channels(), out, window, 1));
  }

  private SampleNetworks conv(int out, int groups) {
    int kernel = 1 + random.nextInt(3);
    Window window =
        new Window(kernel, 2, 1, 1 + random.nextInt(2), kernel - 1, 1, random.nextInt(kernel), 0);
    return add(new Conv(name("conv"), last, shape().channels(), out, window, groups));
  }

  private void maxPool() {
    add(new MaxPool(name("max"), last, new Window(2, 3, 2, 1, 1, 2, 0, 1)));
  }

  private void averagePool() {
    add(new AvgPool(name("avg"), last, new Window(2, 2, 1, 2, 1, 1, 0, 0)));
    if (random.nextBoolean()) {
      relu();
    }
  }

  private void depthwise() {
    conv(shape().channels(), shape().channels()).relu();
  }

  private void grouped() {
    conv(2 * (1 + random.nextInt(4)), 2);
  }

  private void pointwise() {
    add(new Conv(name("conv"), last, shape().channels(), 6, Window.square(1, 1, 0), 1)).relu();
  }

  private void residual() {
    String side = last;
    standard(name("conv"), shape().channels(), 3, 1);
    add(new Add(name("add"), last, side)).relu();
  }

  /** The side is computed after the main branch, so the sum is a step of its own. */
  private void laterResidual() {
    String source = last;
    standard(name("conv"), shape().channels(), 3, 1);
    String main = last;
    last = source;
    add(new Subsample(name("side"), source, 1, 0, 0));
    add(new Add(name("add"), main, last)).relu();
  }

  private void twice() {
    add(new Add(name("add"), last, last));
  }

  private void subsample() {
    add(new Subsample(name("pick"), last, 1 + random.nextInt(2), random.nextInt(3), 1));
    if (shape().channels() % 2 == 1) {
      add(new Subsample(name("pick"), last, 1, 1, 0));
    }
  }
}
