package io.requant.model.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.SampleNetworks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FloatExecutorTest {

  @Property(tries = 30)
  void everyTensorAgreesWithPlainArithmeticInDoubles(@ForAll long seed) {
    FloatNetwork network = SampleNetworks.everyLayer(seed);
    float[] input = image(network.graph().inputShape(), seed);
    FloatExecutor executor = new FloatExecutor(network);
    executor.run(input);
    Map<String, double[]> expected = plainly(network, input);
    for (Layer layer : network.graph().layers()) {
      double[] wanted = expected.get(layer.name());
      float[] got = executor.tensor(layer.name());
      assertThat(got).hasSameSizeAs(wanted);
      for (int i = 0; i < got.length; i++) {
        assertThat((double) got[i])
            .as("%s[%d]", layer.name(), i)
            .isCloseTo(wanted[i], Offset.offset(1e-4 * (1 + Math.abs(wanted[i]))));
      }
    }
  }

  @Test
  void aSecondRunDoesNotDependOnTheFirst() {
    FloatNetwork network = SampleNetworks.everyLayer(7);
    Shape shape = network.graph().inputShape();
    FloatExecutor used = new FloatExecutor(network);
    used.run(image(shape, 1));
    assertThat(used.run(image(shape, 2)))
        .containsExactly(new FloatExecutor(network).run(image(shape, 2)));
  }

  @Test
  void threadsWithAnExecutorEachGiveWhatOneThreadGives() throws Exception {
    FloatNetwork network = SampleNetworks.everyLayer(11);
    Shape shape = network.graph().inputShape();
    FloatExecutor alone = new FloatExecutor(network);
    ExecutorService threads =
        Executors.newFixedThreadPool(3, r -> new Thread(r, "requant-float-test"));
    try {
      Callable<float[][]> work =
          () -> {
            FloatExecutor own = new FloatExecutor(network);
            return IntStream.range(0, 20)
                .mapToObj(i -> own.run(image(shape, i)).clone())
                .toArray(float[][]::new);
          };
      for (var result : threads.invokeAll(List.of(work, work, work))) {
        for (int i = 0; i < 20; i++) {
          assertThat(result.get()[i]).containsExactly(alone.run(image(shape, i)));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void sumsOfIntegersBelowTwoToTheTwentyFourAreExact() {
    Conv conv = new Conv("c", Graph.INPUT, 64, 3, Window.square(3, 1, 1), 1);
    Shape shape = new Shape(5, 5, 64);
    float[] weights = new float[conv.weightCount()];
    float[] input = new float[shape.size()];
    Random values = new Random(5);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = values.nextInt(255) - 127;
    }
    for (int i = 0; i < input.length; i++) {
      input[i] = values.nextInt(256);
    }
    float[] got = new float[5 * 5 * 3];
    new FloatConvolution(conv, shape, new Shape(5, 5, 3)).run(input, weights, new float[3], got);
    double[] expected =
        convolve(conv, shape, new Shape(5, 5, 3), toDouble(input), weights, new float[3]);
    for (int i = 0; i < got.length; i++) {
      assertThat((double) got[i]).isEqualTo(expected[i]);
    }
  }

  @Test
  void aPatchIsWhatAnOutputPixelReads() {
    Conv conv = new Conv("c", Graph.INPUT, 4, 4, new Window(3, 2, 2, 1, 1, 1, 1, 0), 2);
    Shape in = new Shape(5, 4, 4);
    Shape out = conv.outputShape(List.of(in));
    float[] input = image(in, 9);
    float[] weights = image(new Shape(1, 1, conv.weightCount()), 10);
    FloatConvolution convolution = new FloatConvolution(conv, in, out);
    float[] result = new float[out.size()];
    convolution.run(input, weights, new float[4], result);
    float[] patch = new float[conv.weightsPerChannel()];
    for (int pixel = 0; pixel < out.height() * out.width(); pixel++) {
      for (int c = 0; c < 4; c++) {
        convolution.patch(input, c / 2, pixel, patch);
        double sum = 0;
        for (int k = 0; k < patch.length; k++) {
          sum += patch[k] * weights[c * patch.length + k];
        }
        assertThat((double) result[pixel * 4 + c]).isCloseTo(sum, Offset.offset(1e-5));
      }
    }
  }

  @Test
  void wrongLengthsAndUnknownTensorsAreNamed() {
    FloatExecutor executor = new FloatExecutor(SampleNetworks.everyLayer(1));
    assertThatThrownBy(() -> executor.run(new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input of 5 elements");
    assertThatThrownBy(() -> executor.tensor("nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
  }

  private static float[] image(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] image = new float[shape.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    return image;
  }

  private static double[] toDouble(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }

  private static Map<String, double[]> plainly(FloatNetwork network, float[] input) {
    Graph graph = network.graph();
    Map<String, double[]> tensors = new HashMap<>();
    tensors.put(Graph.INPUT, toDouble(input));
    for (Layer layer : graph.layers()) {
      double[] in = tensors.get(layer.inputs().get(0));
      Shape from = graph.shape(layer.inputs().get(0));
      Shape to = graph.shape(layer.name());
      double[] out = new double[to.size()];
      if (layer instanceof Conv conv) {
        var p = network.parameters().get(conv.name());
        out = convolve(conv, from, to, in, p.weights(), p.bias());
      } else if (layer instanceof Linear linear) {
        var p = network.parameters().get(linear.name());
        for (int o = 0; o < out.length; o++) {
          out[o] = p.bias()[o];
          for (int i = 0; i < in.length; i++) {
            out[o] += in[i] * p.weights()[o * in.length + i];
          }
        }
      } else if (layer instanceof Add add) {
        for (int i = 0; i < out.length; i++) {
          out[i] = in[i] + tensors.get(add.right())[i];
        }
      } else if (layer instanceof Relu relu) {
        for (int i = 0; i < out.length; i++) {
          out[i] = Math.min(relu.cap(), Math.max(0, in[i]));
        }
      } else if (layer instanceof Flatten) {
        out = in.clone();
      } else if (layer instanceof Subsample pick) {
        for (int i = 0; i < out.length; i++) {
          int channel = i % to.channels() - pick.channelsBefore();
          int x = i / to.channels() % to.width() * pick.stride();
          int y = i / to.channels() / to.width() * pick.stride();
          boolean real = channel >= 0 && channel < from.channels();
          out[i] = real ? in[(y * from.width() + x) * from.channels() + channel] : 0;
        }
      } else {
        out = pool(layer, from, to, in);
      }
      tensors.put(layer.name(), out);
    }
    return tensors;
  }

  private static double[] pool(Layer layer, Shape from, Shape to, double[] in) {
    Window w =
        layer instanceof MaxPool max
            ? max.window()
            : layer instanceof AvgPool average
                ? average.window()
                : new Window(from.height(), from.width(), 1, 1, 0, 0, 0, 0);
    assertThat(layer).isInstanceOfAny(MaxPool.class, AvgPool.class, GlobalAvgPool.class);
    double[] out = new double[to.size()];
    for (int i = 0; i < out.length; i++) {
      int c = i % to.channels();
      int x = i / to.channels() % to.width();
      int y = i / to.channels() / to.width();
      double sum = 0;
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < w.area(); k++) {
        int row = y * w.strideY() - w.padTop() + k / w.kernelWidth();
        int column = x * w.strideX() - w.padLeft() + k % w.kernelWidth();
        if (row >= 0 && column >= 0 && row < from.height() && column < from.width()) {
          double value = in[(row * from.width() + column) * from.channels() + c];
          sum += value;
          largest = Math.max(largest, value);
        }
      }
      out[i] = layer instanceof MaxPool ? largest : sum / w.area();
    }
    return out;
  }

  private static double[] convolve(
      Conv conv, Shape from, Shape to, double[] in, float[] weights, float[] bias) {
    Window w = conv.window();
    int depth = conv.inChannels() / conv.groups();
    double[] out = new double[to.size()];
    for (int i = 0; i < out.length; i++) {
      int c = i % to.channels();
      int x = i / to.channels() % to.width();
      int y = i / to.channels() / to.width();
      int group = c / (conv.outChannels() / conv.groups());
      out[i] = bias[c];
      for (int k = 0; k < conv.weightsPerChannel(); k++) {
        int row = y * w.strideY() - w.padTop() + k / depth / w.kernelWidth();
        int column = x * w.strideX() - w.padLeft() + k / depth % w.kernelWidth();
        if (row >= 0 && column >= 0 && row < from.height() && column < from.width()) {
          out[i] +=
              in[(row * from.width() + column) * from.channels() + group * depth + k % depth]
                  * weights[c * conv.weightsPerChannel() + k];
        }
      }
    }
    return out;
  }
}
