package io.requant.fleet.simulator.internal;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which faults there are, and how often.
 *
 * @param rates by kind, 0..1; kinds without one do not happen
 */
public record Faults(Map<FaultKind, Double> rates) {

  /** Nothing goes wrong. */
  public static final Faults NONE = new Faults(Map.of());

  private static final int MAX_TEXT = 500;

  /** Copies. */
  public Faults {
    rates = Map.copyOf(rates);
  }

  /**
   * Reads {@code all}, {@code none}, or names with commas between, each with its rate or without:
   * {@code disconnects,slow=0.2}.
   *
   * @throws IllegalArgumentException if a name or rate is wrong; the message says what there is
   */
  static Faults parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("faults of more than " + MAX_TEXT + " characters");
    }
    Map<FaultKind, Double> rates = new EnumMap<>(FaultKind.class);
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split("=", 2);
      switch (pair[0]) {
        case "none" -> {}
        case "all" -> Arrays.stream(FaultKind.values()).forEach(k -> rates.put(k, k.usual()));
        default -> {
          FaultKind kind = kind(pair[0]);
          rates.put(kind, pair.length == 1 ? kind.usual() : rate(part, pair[1]));
        }
      }
    }
    return new Faults(rates);
  }

  private static FaultKind kind(String word) {
    for (FaultKind kind : FaultKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "fault '"
            + word
            + "'; there are all, none, "
            + String.join(", ", Arrays.stream(FaultKind.values()).map(FaultKind::word).toList()));
  }

  private static double rate(String part, String number) {
    try {
      double rate = Double.parseDouble(number);
      if (rate >= 0 && rate <= 1) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("fault '" + part + "': '" + number + "' is no number", e);
    }
    throw new IllegalArgumentException("fault '" + part + "'; rates are 0..1");
  }

  /** Rate of a kind. */
  double rate(FaultKind kind) {
    return rates.getOrDefault(kind, 0.0);
  }

  /** For reports, in the order of the kinds. */
  Map<String, Double> entries() {
    Map<String, Double> entries = new LinkedHashMap<>();
    for (FaultKind kind : FaultKind.values()) {
      if (rate(kind) > 0) {
        entries.put(kind.name().toLowerCase(Locale.ROOT), rate(kind));
      }
    }
    return entries;
  }
}
