package io.requant.dscprune.internal.report;

import java.util.Locale;

/** Numbers as pages show them; a dash for what is not finite. */
final class Numbers {

  /** A space at which no line is broken. */
  static final char UNBROKEN = '\u00a0';

  private Numbers() {}

  static String decimal(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + digits + "f", value) : "-";
  }

  /** A part of one, in per cent. */
  static String percent(double part) {
    return Double.isFinite(part) ? decimal(100 * part, 2) + UNBROKEN + "%" : "-";
  }

  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A finite number, or null, which JSON has and numbers that are none not. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
