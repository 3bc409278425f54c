package io.requant.quantlstm.internal.report;

import java.util.Locale;

/** Numbers as pages show them. */
final class Numbers {

  private static final String NONE = "-";

  private Numbers() {}

  static String decimal(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : NONE;
  }

  /** A part of one, in per cent with two digits; a dash for null. */
  static String percent(Object part) {
    return part instanceof Number value ? decimal(100 * value.doubleValue(), 2) + " %" : NONE;
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }

  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Half of the interval that an accuracy of some images lies in with 95 %, normal, 0..1. */
  static double half95(double part, int images) {
    return 1.96 * Math.sqrt(part * (1 - part) / images);
  }
}
