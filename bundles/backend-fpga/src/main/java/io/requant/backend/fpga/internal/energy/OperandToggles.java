package io.requant.backend.fpga.internal.energy;

import io.requant.backend.fpga.internal.plan.Geometry;
import io.requant.backend.fpga.internal.plan.Windowed;

/**
 * How many bits change from clock to clock at the inputs of a layer's multipliers, counted in the
 * order in which the hardware reads its window and its weights.
 *
 * @param activation share of an activation's bits that change, 0..1; 0.5 for random data
 * @param weight likewise of a weight's bits
 */
public record OperandToggles(double activation, double weight) {

  /** What random operands do. */
  public static final OperandToggles RANDOM = new OperandToggles(0.5, 0.5);

  /** Both operands together, relative to random ones. */
  public double relative() {
    return (activation + weight) / (RANDOM.activation() + RANDOM.weight());
  }

  /**
   * Counts on an image, pixel by pixel, for at most some pixels of the output.
   *
   * @param input integers of the layer's input, NHWC
   * @param pixels most output pixels; they are taken from the middle, in the hardware's order
   */
  public static OperandToggles of(Windowed.Conv node, int[] input, int pixels) {
    Geometry g = node.geometry();
    int channels = node.groups() * node.inPerGroup();
    int outPerGroup = node.outChannels() / node.groups();
    Counter activations = new Counter(node.simd(), node.ring().bits());
    Counter weights = new Counter(node.pe() * node.simd(), node.weightBits());
    int first = Math.max(0, (g.outPixels() - pixels) / 2);
    int last = Math.min(g.outPixels(), first + pixels);
    for (int pixel = first; pixel < last; pixel++) {
      for (int result = 0; result < node.groups() * node.folds(); result++) {
        int group = result / node.folds();
        int fold = result % node.folds();
        for (int tap = 0; tap < g.area(); tap++) {
          for (int part = 0; part < node.part(); part++) {
            for (int s = 0; s < node.simd(); s++) {
              int in = part * node.simd() + s;
              boolean used = in < node.inPerGroup();
              activations.put(
                  s, used ? at(g, input, channels, pixel, tap, group * node.inPerGroup() + in) : 0);
              for (int p = 0; p < node.pe(); p++) {
                int out = fold * node.pe() + p;
                int channel = group * outPerGroup + out;
                int index = (channel * g.area() + tap) * node.inPerGroup() + in;
                weights.put(
                    p * node.simd() + s, used && out < outPerGroup ? node.weights()[index] : 0);
              }
            }
          }
        }
      }
    }
    return new OperandToggles(activations.share(), weights.share());
  }

  /** The same for a layer in which every channel is by itself and has weights. */
  public static OperandToggles of(Windowed.Channelwise node, int[] input, int pixels) {
    Geometry g = node.geometry();
    int lanes = node.ring().lanes();
    Counter activations = new Counter(lanes, node.ring().bits());
    Counter weights = new Counter(lanes, node.weightBits());
    int first = Math.max(0, (g.outPixels() - pixels) / 2);
    int last = Math.min(g.outPixels(), first + pixels);
    for (int pixel = first; pixel < last; pixel++) {
      for (int word = 0; word < node.ring().words(); word++) {
        for (int tap = 0; tap < g.area(); tap++) {
          for (int lane = 0; lane < lanes; lane++) {
            int channel = word * lanes + lane;
            boolean used = channel < node.channels();
            activations.put(lane, used ? at(g, input, node.channels(), pixel, tap, channel) : 0);
            weights.put(lane, used ? node.weights()[channel * g.area() + tap] : 0);
          }
        }
      }
    }
    return new OperandToggles(activations.share(), weights.share());
  }

  /** The window's element, 0 where it lies in the padding. */
  private static int at(Geometry g, int[] input, int channels, int pixel, int tap, int channel) {
    int y = pixel / g.outWidth() * g.strideY() + tap / g.kernelWidth() - g.padTop();
    int x = pixel % g.outWidth() * g.strideX() + tap % g.kernelWidth() - g.padLeft();
    boolean inside = y >= 0 && y < g.inHeight() && x >= 0 && x < g.inWidth();
    return inside ? input[(y * g.inWidth() + x) * channels + channel] : 0;
  }

  /** Bits that change on some wires. */
  private static final class Counter {
    private final int[] held;
    private final int mask;
    private final int bits;
    private long changes;
    private long words;

    Counter(int lanes, int bits) {
      held = new int[lanes];
      this.bits = bits;
      mask = (1 << bits) - 1;
    }

    void put(int lane, int value) {
      changes += Integer.bitCount((held[lane] ^ value) & mask);
      words++;
      held[lane] = value;
    }

    double share() {
      return words == 0 ? 0 : (double) changes / words / bits;
    }
  }
}
