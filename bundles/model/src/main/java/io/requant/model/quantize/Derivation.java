package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;

/**
 * Tables of {@link LayerWeights#derive}: the integer of a narrow width for every master integer,
 * one table per ratio. Made by that method, so there is one definition.
 */
final class Derivation {

  /** Coarsest ratio that is tried: half the top planes' resolution. */
  static final int LOWEST_RATIO = 64;

  static final int HIGHEST_RATIO = 255;

  private final int limit;
  private final int bits;
  private final LayerWeights every;
  private final short[][] tables = new short[HIGHEST_RATIO + 1][];

  /** Prepares the tables from one width to another. */
  Derivation(int masterBits, int bits) {
    this.bits = bits;
    limit = Bits.weightLimit(masterBits);
    short[] all = new short[2 * limit + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = (short) (i - limit);
    }
    every = new LayerWeights(BitPlanes.of(masterBits, all), new float[] {1});
  }

  /** Derived integers by master integer + {@link #limit()}. */
  short[] table(int ratio) {
    if (tables[ratio] == null) {
      tables[ratio] = every.derive(bits, new byte[] {(byte) ratio});
    }
    return tables[ratio];
  }

  /** Largest master integer. */
  int limit() {
    return limit;
  }

  /** Largest derived integer. */
  int derivedLimit() {
    return Bits.weightLimit(bits);
  }

  /** Real value of one derived step, in master steps. */
  double step(int ratio) {
    return every.derivedScale(0, bits, new byte[] {(byte) ratio});
  }

  /** Whether nothing is lost: the widths are the same. */
  boolean identity() {
    return derivedLimit() == limit;
  }

  /** The derived integers of some consecutive master integers, as floats. */
  void derive(short[] masters, int offset, int ratio, float[] out) {
    short[] table = table(ratio);
    for (int i = 0; i < out.length; i++) {
      out[i] = table[masters[offset + i] + limit];
    }
  }
}
