package io.requant.api.resource;

/**
 * Where the device takes its power from, if it has a battery.
 *
 * @param charge charge of the batteries together, 0..1
 * @param discharging whether nothing charges or replaces them
 */
public record Power(double charge, boolean discharging) {

  public Power {
    if (!(charge >= 0 && charge <= 1)) {
      throw new IllegalArgumentException("charge " + charge + ": 0..1 is possible");
    }
  }
}
