package io.requant.model.file;

/** Codes numbers as bits with adaptive probabilities: the same calls write and read. */
abstract class SymbolCoder {

  private static final int EVEN = 1 << 15;
  private static final int MAX_PREFIX = 31;

  /** Writes, or reads and ignores the argument. */
  abstract int bit(int bit, int one);

  static SymbolCoder writing(RangeEncoder encoder) {
    return new SymbolCoder() {
      @Override
      int bit(int bit, int one) {
        encoder.encode(bit, one);
        return bit;
      }
    };
  }

  static SymbolCoder reading(RangeDecoder decoder) {
    return new SymbolCoder() {
      @Override
      int bit(int bit, int one) {
        return decoder.decode(one);
      }
    };
  }

  /** A bit under a context of a model. */
  int bit(int bit, BitModel model, int context) {
    int coded = bit(bit, model.one(context));
    model.update(context, coded);
    return coded;
  }

  /** A bit that is as often 0 as 1. */
  int even(int bit) {
    return bit(bit, EVEN);
  }

  /** Some bits that are as often 0 as 1, most significant first. */
  int even(int value, int bits) {
    int coded = 0;
    for (int i = bits - 1; i >= 0; i--) {
      coded = coded << 1 | even(value >>> i & 1);
    }
    return coded;
  }

  /**
   * A number 0..2^bits-1 by a binary tree of contexts.
   *
   * @param model at least 2^bits contexts from {@code from} on
   */
  int tree(int value, int bits, BitModel model, int from) {
    int node = 1;
    for (int i = bits - 1; i >= 0; i--) {
      node = node << 1 | bit(value >>> i & 1, model, from + node);
    }
    return node - (1 << bits);
  }

  /**
   * A number 0..limit in unary, the last zero left out.
   *
   * @param model at least {@code limit} contexts from {@code from} on
   */
  int unary(int value, int limit, BitModel model, int from) {
    int coded = 0;
    while (coded < limit && bit(value > coded ? 1 : 0, model, from + coded) == 1) {
      coded++;
    }
    return coded;
  }

  /**
   * A signed number: how many bits its magnitude has, these bits, its sign.
   *
   * @param model at least 32 contexts from {@code from} on
   */
  int signed(int value, BitModel model, int from) {
    int magnitude = Math.abs(value);
    int length = unary(32 - Integer.numberOfLeadingZeros(magnitude), MAX_PREFIX, model, from);
    if (length == 0) {
      return 0;
    }
    int coded = 1 << (length - 1);
    coded |= even(magnitude & (coded - 1), length - 1);
    return even(value < 0 ? 1 : 0) == 1 ? -coded : coded;
  }
}
