package io.requant.quantlstm.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.testing.Nets;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LstmGateTest {

  private static final List<Option> FIVE =
      List.of(Option.of(8), Option.of(6), Option.of(4), Option.of(3), Option.of(2));

  @Property(tries = 200)
  void probabilitiesSumToOneAndAreThoseOfTheTextbook(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LstmGate gate = Gates.random(random);
    float[][] means = Gates.means(random, gate.shape());
    GateLevel level = Gates.level(random);
    double[][] logs = gate.logProbabilities(means, level);
    double[][] expected = textbook(gate, means, level);
    for (int l = 0; l < logs.length; l++) {
      assertThat(Arrays.stream(logs[l]).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
      for (int o = 0; o < logs[l].length; o++) {
        assertThat(Math.exp(logs[l][o])).isCloseTo(expected[l][o], within(1e-6));
      }
    }
  }

  @Test
  void itsCostOnResnet20IsFarBelowAThousandthOfTheNetwork() {
    Graph graph = Nets.resnet(20);
    LayerCosts costs = new LayerCosts(graph, QuantizationPoints.of(graph), FIVE, 8);
    GateShape shape = LstmGate.shape(costs);
    assertThat(shape.layers()).isEqualTo(18);
    assertThat(shape.parameters()).isEqualTo(2245);
    assertThat(shape.macs()).isEqualTo(21_540);
    assertThat(shape.macs() / (double) CostModel.uniform(graph, 8, 8).macs()).isLessThan(0.001);
  }

  @Test
  void featuresOfAnotherNetworkAreRefused() {
    SplittableRandom random = new SplittableRandom(1);
    GateShape shape = new GateShape(new int[] {3, 2}, 2);
    LstmGate gate = Gates.random(random, shape, FIVE.subList(0, 2));
    GateLevel level = GateLevel.ofPart(0.5);
    assertThatThrownBy(() -> gate.logProbabilities(new float[][] {{1, 2, 3}}, level))
        .hasMessageContaining("features of 1 layers; the gate is for 2");
    assertThatThrownBy(() -> gate.logProbabilities(new float[][] {{1, 2}, {1, 2}}, level))
        .hasMessageContaining("layer 0: features of 2 channels; the gate is for 3");
  }

  @Test
  void numbersThatAreNotFiniteAndSizesThatDisagreeAreRefused() {
    GateShape shape = new GateShape(new int[] {1}, 5);
    LstmGate good = Gates.random(new SplittableRandom(2), shape, FIVE);
    float[] parameters = good.parameters();
    parameters[7] = Float.NaN;
    assertThatThrownBy(() -> new LstmGate(good.network(), FIVE, shape, good.gains(), parameters))
        .hasMessageContaining("parameter 7 is NaN");
    assertThatThrownBy(
            () -> new LstmGate(good.network(), FIVE, shape, new float[1], good.parameters()))
        .hasMessageContaining("gain 0.0");
    assertThatThrownBy(
            () ->
                new LstmGate(
                    good.network(), FIVE.subList(0, 4), shape, good.gains(), good.parameters()))
        .hasMessageContaining("4 options");
    assertThatThrownBy(() -> new GateShape(new int[] {0}, 1)).hasMessageContaining("0 channels");
    assertThatThrownBy(() -> new GateShape(new int[0], 1)).hasMessageContaining("0 layers");
    assertThatThrownBy(() -> new GateShape(new int[] {1}, 65)).hasMessageContaining("65 options");
  }

  /** The equations in the order of the class comment, with a cursor through the parameters. */
  private static double[][] textbook(LstmGate gate, float[][] means, GateLevel level) {
    GateShape shape = gate.shape();
    float[] p = gate.parameters();
    int[] widths =
        java.util.stream.IntStream.range(0, shape.layers())
            .map(shape::channels)
            .sorted()
            .distinct()
            .toArray();
    int[] starts = new int[widths.length];
    int at = 0;
    for (int w = 0; w < widths.length; w++) {
      starts[w] = at;
      at += 10 * widths[w] + 10;
    }
    int input = at;
    int levels = input + 400;
    int state = levels + 160;
    int bias = state + 400;
    int initial = bias + 40;
    int last = initial + 40;
    int lastBias = last + 10 * shape.options();
    double[] h = new double[10];
    double[] c = new double[10];
    for (int k = 0; k < 10; k++) {
      for (int e = 0; e < 4; e++) {
        h[k] += level.weight(e) * p[initial + 10 * e + k];
      }
    }
    double[][] out = new double[shape.layers()][shape.options()];
    for (int l = 0; l < shape.layers(); l++) {
      int width = means[l].length;
      int start = starts[Arrays.binarySearch(widths, width)];
      double[] z = new double[10];
      for (int k = 0; k < 10; k++) {
        z[k] = p[start + 10 * width + k];
        for (int i = 0; i < width; i++) {
          z[k] += p[start + k * width + i] * (double) means[l][i] * gate.gains()[l];
        }
      }
      double[] a = new double[40];
      for (int r = 0; r < 40; r++) {
        a[r] = p[bias + r];
        for (int k = 0; k < 10; k++) {
          a[r] += p[input + 10 * r + k] * z[k] + p[state + 10 * r + k] * h[k];
        }
        for (int e = 0; e < 4; e++) {
          a[r] += p[levels + 4 * r + e] * level.weight(e);
        }
      }
      for (int k = 0; k < 10; k++) {
        c[k] = sigmoid(a[10 + k]) * c[k] + sigmoid(a[k]) * Math.tanh(a[20 + k]);
      }
      for (int k = 0; k < 10; k++) {
        h[k] = sigmoid(a[30 + k]) * Math.tanh(c[k]);
      }
      double sum = 0;
      for (int o = 0; o < shape.options(); o++) {
        double logit = p[lastBias + o];
        for (int k = 0; k < 10; k++) {
          logit += p[last + 10 * o + k] * h[k];
        }
        out[l][o] = Math.exp(logit);
        sum += out[l][o];
      }
      for (int o = 0; o < shape.options(); o++) {
        out[l][o] /= sum;
      }
    }
    return out;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
