package io.requant.model.testing;

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
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Small random topologies over every kind of layer: odd shapes, strides, asymmetric padding, stage
 * changes, sums that fuse with either operand and sums that fuse with none. The same random numbers
 * give the same graph.
 */
public final class RandomGraphs {

  private static final long MOST_MACS = 150_000;
  private static final int[] CHANNELS = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 64};

  private final RandomGenerator random;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  private RandomGraphs(RandomGenerator random) {
    this.random = random;
  }

  /** A random graph of 1 to about 40 layers, at most a few million operations. */
  public static Graph graph(RandomGenerator random) {
    return new RandomGraphs(random).build();
  }

  private Graph build() {
    Shape input = new Shape(between(1, 13), between(1, 13), CHANNELS[random.nextInt(11)]);
    shapes.put(Graph.INPUT, input);
    String tensor = Graph.INPUT;
    for (int blocks = random.nextInt(6); blocks > 0; blocks--) {
      tensor = block(tensor);
    }
    tensor = head(tensor);
    int outputs = shapes.get(tensor).size();
    List<String> classes =
        outputs > 100 || random.nextBoolean()
            ? List.of()
            : IntStream.range(0, outputs).mapToObj(i -> "class-" + i).toList();
    String name = "random-" + Integer.toHexString(random.nextInt());
    return new Graph(name, input, normalisation(input.channels()), layers, classes);
  }

  private Normalisation normalisation(int channels) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      mean.add(random.nextDouble());
      deviation.add(0.05 + random.nextDouble());
    }
    return new Normalisation(mean, deviation);
  }

  private String block(String x) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> maybeRelu(conv(x, window(x)));
      case 2 -> separable(x);
      case 3 -> residual(x, x);
      case 4 -> put(new MaxPool(name("max"), x, window(x)));
      case 5 -> maybeRelu(put(new AvgPool(name("avg"), x, window(x))));
      case 6 -> preActivation(x);
      case 7 -> maybeRelu(subsample(x, between(1, 3), random.nextInt(3), random.nextInt(3)));
      default -> maybeRelu(sharedSum(x));
    };
  }

  private String head(String x) {
    Shape s = shapes.get(x);
    if (s.height() * s.width() == 1 && random.nextBoolean()) {
      return linear(x);
    }
    return switch (random.nextInt(6)) {
      case 0, 1 -> linear(maybeRelu(put(new GlobalAvgPool(name("gap"), x))));
      case 2 -> linear(put(new Flatten(name("flat"), x)));
      case 3 -> linear(relu(linear(put(new Flatten(name("flat"), x)))));
      case 4 -> maybeRelu(put(new GlobalAvgPool(name("gap"), x)));
      default -> conv(x, window(x));
    };
  }

  /** Depthwise and pointwise convolution, as in MobileNets. */
  private String separable(String x) {
    int channels = shapes.get(x).channels();
    String depthwise = put(new Conv(name("depthwise"), x, channels, channels, window(x), channels));
    return maybeRelu(pointwise(put(Relu.six(name("relu"), depthwise)), 1));
  }

  /** Sum of a body that starts at {@code from} and a shortcut of {@code x}. */
  private String residual(String x, String from) {
    int channels = shapes.get(x).channels();
    int stride = between(1, 2);
    int shortcut = random.nextInt(4);
    int before = random.nextInt(3);
    int after = random.nextInt(3);
    if (shortcut == 0) {
      stride = 1;
      before = 0;
      after = 0;
    }
    int outChannels = channels + before + after;
    boolean shortcutFirst = random.nextBoolean();
    String side = shortcutFirst ? shortcut(shortcut, x, stride, before, after) : null;
    String body = same(relu(same(from, stride, outChannels)), 1, outChannels);
    if (random.nextInt(4) == 0) {
      body = relu(body);
    }
    if (side == null) {
      side = shortcut(shortcut, x, stride, before, after);
    }
    String sum = name("add");
    boolean bodyLeft = random.nextBoolean();
    return maybeRelu(put(new Add(sum, bodyLeft ? body : side, bodyLeft ? side : body)));
  }

  private String shortcut(int kind, String x, int stride, int before, int after) {
    return switch (kind) {
      case 0 -> x;
      case 1 -> subsample(x, stride, before, after);
      default -> {
        int in = shapes.get(x).channels();
        Window window = Window.square(1, stride, 0);
        yield put(new Conv(name("projection"), x, in, in + before + after, window, 1));
      }
    };
  }

  /** The rectifier reads a tensor that the sum also reads, so it stands alone. */
  private String preActivation(String x) {
    return residual(x, relu(x));
  }

  /** Sums that nothing fuses with: both operands have another reader, or are one tensor. */
  private String sharedSum(String x) {
    if (random.nextBoolean()) {
      return put(new Add(name("add"), x, x));
    }
    String first = conv(x, window(x));
    String second = relu(first);
    return put(new Add(name("add"), first, second));
  }

  private String conv(String x, Window window) {
    int channels = shapes.get(x).channels();
    int groups = 1;
    if (random.nextInt(3) == 0) {
      int[] divisors = IntStream.rangeClosed(1, channels).filter(g -> channels % g == 0).toArray();
      groups = divisors[random.nextInt(divisors.length)];
    }
    int perGroup = groups == 1 ? CHANNELS[random.nextInt(CHANNELS.length)] : between(1, 3);
    Shape one = new Conv("trial", x, channels, groups, window, groups).outputShape(in(x));
    long macs = (long) one.size() * window.area() * (channels / groups);
    while (perGroup > 1 && macs * perGroup > MOST_MACS) {
      perGroup /= 2;
    }
    return put(new Conv(name("conv"), x, channels, groups * perGroup, window, groups));
  }

  private String pointwise(String x, int stride) {
    return conv(x, Window.square(1, stride, 0));
  }

  private String same(String x, int stride, int outChannels) {
    Window window = Window.square(3, stride, 1);
    int in = shapes.get(x).channels();
    return put(new Conv(name("conv"), x, in, outChannels, window, 1));
  }

  private String linear(String x) {
    int features = shapes.get(x).channels();
    return put(new Linear(name("linear"), x, features, between(1, 20)));
  }

  private String subsample(String x, int stride, int before, int after) {
    return put(new Subsample(name("subsample"), x, stride, before, after));
  }

  private String relu(String x) {
    String name = name("relu");
    return put(random.nextInt(3) == 0 ? Relu.six(name, x) : Relu.uncapped(name, x));
  }

  private String maybeRelu(String x) {
    return random.nextBoolean() ? relu(x) : x;
  }

  private Window window(String x) {
    Shape in = shapes.get(x);
    if (random.nextInt(4) == 0) {
      return Window.square(1, between(1, 2), 0);
    }
    int[] rows = side(in.height());
    int[] columns = side(in.width());
    return new Window(
        rows[0],
        columns[0],
        between(1, 3),
        between(1, 3),
        rows[1],
        columns[1],
        rows[2],
        columns[2]);
  }

  /** Kernel extent and padding at both ends; the kernel fits the padded input. */
  private int[] side(int extent) {
    int kernel = between(1, 5);
    int before = random.nextInt(kernel);
    int after = random.nextInt(kernel);
    return kernel <= extent + before + after
        ? new int[] {kernel, before, after}
        : new int[] {1, 0, 0};
  }

  private String name(String kind) {
    return kind + layers.size();
  }

  private String put(Layer layer) {
    layers.add(layer);
    shapes.put(layer.name(), layer.outputShape(layer.inputs().stream().map(shapes::get).toList()));
    return layer.name();
  }

  private List<Shape> in(String x) {
    return List.of(shapes.get(x));
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }
}
