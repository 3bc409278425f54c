package io.requant.backend.fpga.internal.plan;

/**
 * Shifts that a requantizer can do: {@code low..low + 2^bits - 1}.
 *
 * <p>The lowest is wiring; the rest costs a multiplexer per bit. Both are rounded outwards, so that
 * policies that differ a little fit the same hardware.
 *
 * @param low smallest shift: 1 and steps from there
 * @param bits width of what is added to it, at least 2
 */
public record ShiftRange(int low, int bits) {

  private static final int LEAST_BITS = 2;

  /** The narrowest range that holds some shifts. */
  static ShiftRange of(byte[] shifts, int step) {
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (byte shift : shifts) {
      least = Math.min(least, shift);
      most = Math.max(most, shift);
    }
    int low = (least - 1) / step * step + 1;
    return new ShiftRange(low, Math.max(LEAST_BITS, Numbers.addressBits(most - low + 1)));
  }
}
