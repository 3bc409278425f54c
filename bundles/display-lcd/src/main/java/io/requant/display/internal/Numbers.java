package io.requant.display.internal;

import java.util.Locale;

/** Numbers as people read them on a panel. */
final class Numbers {

  private Numbers() {}

  /** A count: "12,345", from a million "1.23M", from ten thousand millions "12.3G". */
  static String count(long value) {
    if (value >= 10_000_000_000L) {
      return String.format(Locale.ROOT, "%.1fG", value / 1e9);
    }
    if (value >= 1_000_000) {
      return String.format(Locale.ROOT, "%.2fM", value / 1e6);
    }
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * A time in three digits, so that it is as narrow as its column whatever it is: "842 µs", "9.99
   * ms", "12.3 ms", "145 ms", "1.23 s", from a thousand seconds "1234 s".
   */
  static String micros(long micros) {
    if (micros < 1_000) {
      return micros + " µs";
    }
    return micros < 999_500 ? threeDigits(micros / 1e3) + " ms" : threeDigits(micros / 1e6) + " s";
  }

  private static String threeDigits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A share of 0..1: "97.3%". */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", share * 100);
  }

  /** A rate: "29.8". */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond >= 1000 ? "%.0f" : "%.1f", perSecond);
  }
}
