package io.requant.backend.fpga.internal.estimate;

/**
 * Cells of a device.
 *
 * @param lut look-up tables
 * @param ff flip-flops
 * @param bram block memories; half ones count 0.5
 * @param dsp multipliers
 */
public record Resources(double lut, double ff, double bram, double dsp) {

  /** Nothing. */
  public static final Resources NONE = new Resources(0, 0, 0, 0);

  /** Both together. */
  public Resources plus(Resources other) {
    return new Resources(lut + other.lut, ff + other.ff, bram + other.bram, dsp + other.dsp);
  }

  /** So many times as much. */
  public Resources times(double factor) {
    return new Resources(lut * factor, ff * factor, bram * factor, dsp * factor);
  }
}
