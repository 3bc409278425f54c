package io.requant.model.network;

import io.requant.model.arithmetic.Bits;
import java.util.Arrays;

/**
 * Signed integers of one width, stored as bit planes, most significant plane first.
 *
 * <p>Plane p holds bit {@code bits - 1 - p} of each two's complement integer, eight integers a
 * byte, the first in the lowest bit. The first {@code b} planes alone are the integers shifted
 * right by {@code bits - b}; plane {@code b} is then the rounding bit.
 */
public final class BitPlanes {

  /** Bit i of the index in lane i of four 16-bit lanes. */
  private static final long[] LANES = new long[16];

  static {
    for (int n = 0; n < LANES.length; n++) {
      LANES[n] = (n & 1L) | ((n & 2L) << 15) | ((n & 4L) << 30) | ((n & 8L) << 45);
    }
  }

  private final int bits;
  private final int count;
  private final byte[][] planes;

  private BitPlanes(int bits, int count, byte[][] planes) {
    this.bits = bits;
    this.count = count;
    this.planes = planes;
  }

  /**
   * Splits integers into planes.
   *
   * @param bits width, 2..16
   * @param values integers within +-(2^(bits-1) - 1)
   * @throws IllegalArgumentException if an integer does not fit
   */
  public static BitPlanes of(int bits, short[] values) {
    Bits.check("bit planes", bits);
    int limit = Bits.weightLimit(bits);
    byte[][] planes = new byte[bits][bytesPerPlane(values.length)];
    for (int i = 0; i < values.length; i++) {
      int value = values[i];
      if (value < -limit || value > limit) {
        throw new IllegalArgumentException(
            "weight %d is %d; %d bits hold -%d..%d".formatted(i, value, bits, limit, limit));
      }
      for (int p = 0; p < bits; p++) {
        planes[p][i >> 3] |= (byte) (((value >> (bits - 1 - p)) & 1) << (i & 7));
      }
    }
    return new BitPlanes(bits, values.length, planes);
  }

  /**
   * Planes as they are stored.
   *
   * @param bits width, 2..16
   * @param count number of integers
   * @param planes one array per bit, most significant first, {@link #bytesPerPlane} bytes each
   * @throws IllegalArgumentException if the sizes disagree or an integer is outside its range
   */
  public static BitPlanes ofPlanes(int bits, int count, byte[][] planes) {
    Bits.check("bit planes", bits);
    if (planes.length != bits) {
      throw new IllegalArgumentException(planes.length + " planes for " + bits + " bits");
    }
    byte[][] copy = new byte[bits][];
    for (int p = 0; p < bits; p++) {
      if (planes[p].length != bytesPerPlane(count)) {
        throw new IllegalArgumentException(
            "plane %d has %d bytes; %d integers need %d"
                .formatted(p, planes[p].length, count, bytesPerPlane(count)));
      }
      copy[p] = planes[p].clone();
      // One set of integers has one form: a digest depends on it.
      if ((count & 7) != 0 && (copy[p][count >> 3] & 0xFF) >> (count & 7) != 0) {
        throw new IllegalArgumentException("plane " + p + " has bits after its last integer");
      }
    }
    BitPlanes made = new BitPlanes(bits, count, copy);
    int lowest = -Bits.weightLimit(bits);
    for (short value : made.values()) {
      if (value < lowest) {
        throw new IllegalArgumentException(
            "a weight is " + value + ", below the narrow range of " + bits + " bits");
      }
    }
    return made;
  }

  /** Bytes of one plane of {@code count} integers. */
  public static int bytesPerPlane(int count) {
    return (count + 7) >>> 3;
  }

  /** Width of the integers. */
  public int bits() {
    return bits;
  }

  /** Number of integers. */
  public int count() {
    return count;
  }

  /** A copy of plane {@code p}, 0 the most significant. */
  public byte[] plane(int p) {
    return planes[p].clone();
  }

  /** The integers at full width. */
  public short[] values() {
    short[] values = new short[count];
    for (int i = 0; i < count; i += 8) {
      // Eight integers at a time, in 16-bit lanes: an engine does this whenever its policy changes.
      long first = 0;
      long second = 0;
      for (int p = 0; p < bits; p++) {
        int column = planes[p][i >> 3];
        first = (first << 1) | LANES[column & 15];
        second = (second << 1) | LANES[(column >> 4) & 15];
      }
      for (int lane = 0; lane < 8 && i + lane < count; lane++) {
        long lanes = lane < 4 ? first : second;
        int value = (int) (lanes >>> (16 * (lane & 3)));
        values[i + lane] = (short) (value << (32 - bits) >> (32 - bits));
      }
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BitPlanes that
        && bits == that.bits
        && count == that.count
        && Arrays.deepEquals(planes, that.planes);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(planes);
  }
}
