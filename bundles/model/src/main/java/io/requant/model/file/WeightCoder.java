package io.requant.model.file;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;

/**
 * Codes the integers of one layer: whether each is zero, under contexts of its neighbours; of the
 * others the magnitude, adaptively, and the sign.
 *
 * <p>Order is that of the integers: output channel, kernel row, kernel column, input channel. Only
 * the last output channel is looked back at.
 */
final class WeightCoder {

  private static final int NEIGHBOURS = 5;
  private static final int TREE_BITS = 7;

  private final SymbolCoder coder;
  private final int bits;
  private final int limit;
  private final int inputs;
  private final int perChannel;
  private final BitModel zero = new BitModel(1 << NEIGHBOURS);
  private final BitModel magnitude;

  /**
   * Prepares a layer.
   *
   * @param bits width of its integers, 2..8
   */
  WeightCoder(SymbolCoder coder, Parametric layer, int bits) {
    this.coder = coder;
    this.bits = bits;
    this.limit = Bits.weightLimit(bits);
    this.perChannel = layer.weightsPerChannel();
    this.inputs = layer instanceof Conv conv ? perChannel / conv.window().area() : perChannel;
    this.magnitude = new BitModel(bits <= 4 ? limit : 2 << TREE_BITS);
  }

  /** Writes the integers, or reads them into the array. */
  void code(short[] integers) {
    for (int i = 0; i < integers.length; i++) {
      int value = Math.abs(integers[i]);
      int nonZero = coder.bit(value > 0 ? 1 : 0, zero, context(integers, i));
      if (nonZero == 0) {
        integers[i] = 0;
        continue;
      }
      int coded =
          bits <= 4
              ? coder.unary(value - 1, limit - 1, magnitude, 0)
              : coder.tree(value - 1, bits - 1, magnitude, 0);
      int sign = coder.even(integers[i] < 0 ? 1 : 0);
      integers[i] = (short) (sign == 1 ? -1 - coded : 1 + coded);
    }
  }

  private int context(short[] integers, int i) {
    int inChannel = i % perChannel;
    int context = 0;
    context |= inChannel % inputs >= 1 && integers[i - 1] != 0 ? 1 : 0;
    context |= inChannel >= inputs && integers[i - inputs] != 0 ? 2 : 0;
    context |= inChannel >= 2 * inputs && integers[i - 2 * inputs] != 0 ? 4 : 0;
    context |= inChannel >= 3 * inputs && integers[i - 3 * inputs] != 0 ? 8 : 0;
    context |= i >= perChannel && integers[i - perChannel] != 0 ? 16 : 0;
    return context;
  }
}
