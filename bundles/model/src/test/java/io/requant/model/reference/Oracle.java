package io.requant.model.reference;

import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The arithmetic a second time, written differently on purpose: from graph and policy instead of a
 * program; windows by scattering each input instead of gathering; sums that throw when they
 * overflow; rounding in decimal fractions of unlimited precision; results clamped as big integers.
 */
final class Oracle {

  private static final BigDecimal HALF = new BigDecimal("0.5");

  private final Network network;
  private final Graph graph;
  private final Map<String, LayerPolicy> policies = new HashMap<>();
  private final Map<String, long[]> values = new HashMap<>();

  Oracle(Network network, Policy policy) {
    this.network = network;
    this.graph = network.graph();
    policy.layers().forEach(layer -> policies.put(layer.layer(), layer));
  }

  /** Every tensor that a step produces, by name. */
  Map<String, long[]> infer(byte[] input) {
    long[] in = new long[input.length];
    for (int i = 0; i < in.length; i++) {
      in[i] = input[i];
    }
    values.put(Graph.INPUT, in);
    for (PlannedStep step : FusionPlan.of(graph).steps()) {
      values.put(step.output(), step.requantizes() ? requantized(step) : moved(step.anchor()));
    }
    return values;
  }

  private long[] moved(Layer layer) {
    long[] in = values.get(layer.inputs().get(0));
    Shape from = graph.shape(layer.inputs().get(0));
    Shape to = graph.shape(layer.name());
    if (layer instanceof Flatten) {
      return in;
    }
    long[] out = new long[to.size()];
    if (layer instanceof Subsample pick) {
      for (int i = 0; i < in.length; i++) {
        int c = i % from.channels();
        int x = i / from.channels() % from.width();
        int y = i / from.channels() / from.width();
        if (x % pick.stride() == 0 && y % pick.stride() == 0) {
          int pixel = y / pick.stride() * to.width() + x / pick.stride();
          out[pixel * to.channels() + pick.channelsBefore() + c] = in[i];
        }
      }
      return out;
    }
    Arrays.fill(out, Long.MIN_VALUE);
    scatter(
        ((MaxPool) layer).window(),
        from,
        to,
        (i, kernel, pixel) -> {
          int o = pixel * to.channels() + i % from.channels();
          out[o] = Math.max(out[o], in[i]);
        });
    return out;
  }

  private long[] requantized(PlannedStep step) {
    LayerPolicy p = policies.get(step.anchor().name());
    long[] sums = sums(step.anchor(), p);
    long[] residual = step.residual() == null ? null : values.get(step.residual());
    long[] out = new long[sums.length];
    int[] multipliers = p.multipliers();
    byte[] shifts = p.shifts();
    for (int i = 0; i < out.length; i++) {
      int c = i % multipliers.length;
      BigInteger value = round(sums[i], multipliers[c], shifts[c]);
      if (residual != null) {
        value = value.add(round(residual[i], p.residual().multiplier(), p.residual().shift()));
      }
      out[i] =
          value.max(BigInteger.valueOf(p.low())).min(BigInteger.valueOf(p.high())).longValueExact();
    }
    return out;
  }

  /** What is requantized: accumulators, window sums or, for sums and rectifiers, the operand. */
  private long[] sums(Layer layer, LayerPolicy p) {
    String input = layer.inputs().get(0);
    long[] in = values.get(input);
    Shape from = graph.shape(input);
    Shape to = graph.shape(layer.name());
    if (layer instanceof Parametric parametric) {
      return convolved(layer, parametric, p, in, from, to);
    }
    long[] out = new long[to.size()];
    if (layer instanceof AvgPool pool) {
      scatter(
          pool.window(),
          from,
          to,
          (i, kernel, pixel) -> out[pixel * to.channels() + i % from.channels()] += in[i]);
    } else if (to.size() < from.size()) {
      for (int i = 0; i < in.length; i++) {
        out[i % from.channels()] += in[i];
      }
    } else {
      return in;
    }
    return out;
  }

  private long[] convolved(
      Layer layer, Parametric parametric, LayerPolicy p, long[] in, Shape from, Shape to) {
    LayerWeights master = network.weights().get(layer.name());
    long[] weights = derived(master, p);
    int perChannel = parametric.weightsPerChannel();
    Window window = layer instanceof Conv conv ? conv.window() : Window.square(1, 1, 0);
    int groups = layer instanceof Conv conv ? conv.groups() : 1;
    int groupIn = from.channels() / groups;
    int groupOut = to.channels() / groups;
    long[] out = new long[to.size()];
    int[] bias = p.bias();
    Arrays.setAll(out, i -> bias[i % bias.length]);
    scatter(
        window,
        from,
        to,
        (i, kernel, pixel) -> {
          int ic = i % from.channels();
          int firstOut = ic / groupIn * groupOut;
          for (int c = firstOut; c < firstOut + groupOut; c++) {
            long weight = weights[c * perChannel + kernel * groupIn + ic % groupIn];
            int o = pixel * to.channels() + c;
            out[o] = Math.addExact(out[o], Math.multiplyExact(weight, in[i]));
          }
        });
    return out;
  }

  private static long[] derived(LayerWeights master, LayerPolicy p) {
    short[] values = master.planes().values();
    long limit = (1L << (p.weightBits() - 1)) - 1;
    int perChannel = values.length / master.outChannels();
    byte[] ratios = p.ratios();
    long[] derived = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      int ratio = ratios.length == 0 ? 128 : Byte.toUnsignedInt(ratios[i / perChannel]);
      int shift = master.bits() - p.weightBits() + 7;
      long rounded = round(values[i], ratio, shift).longValueExact();
      derived[i] = rounded > limit ? limit : rounded < -limit ? -limit : rounded;
    }
    return derived;
  }

  /** {@code floor(value x factor / 2^shift + 1/2)}: half up, also below zero. */
  static BigInteger round(long value, long factor, int shift) {
    return BigDecimal.valueOf(value)
        .multiply(BigDecimal.valueOf(factor))
        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(shift)))
        .add(HALF)
        .setScale(0, RoundingMode.FLOOR)
        .toBigIntegerExact();
  }

  private interface Meeting {
    /** Input element i meets the window of an output pixel at a kernel position. */
    void at(int i, int kernel, int pixel);
  }

  private static void scatter(Window w, Shape from, Shape to, Meeting meeting) {
    for (int i = 0; i < from.size(); i++) {
      int x = i / from.channels() % from.width();
      int y = i / from.channels() / from.width();
      for (int k = 0; k < w.area(); k++) {
        int top = y + w.padTop() - k / w.kernelWidth();
        int left = x + w.padLeft() - k % w.kernelWidth();
        boolean hits = top >= 0 && left >= 0 && top % w.strideY() == 0 && left % w.strideX() == 0;
        if (hits && top / w.strideY() < to.height() && left / w.strideX() < to.width()) {
          meeting.at(i, k, top / w.strideY() * to.width() + left / w.strideX());
        }
      }
    }
  }
}
