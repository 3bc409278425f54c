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

  /** A time: "215 µs", from ten milliseconds "12.3 ms", from ten seconds "12.3 s". */
  static String micros(long micros) {
    if (micros >= 10_000_000) {
      return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }
    if (micros >= 10_000) {
      return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
    return micros + " µs";
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
