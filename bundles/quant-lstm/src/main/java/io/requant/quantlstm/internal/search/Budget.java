package io.requant.quantlstm.internal.search;

import java.util.Locale;

/**
 * What a policy may cost.
 *
 * @param bops bit operations of an inference
 * @param bytes bytes of weights
 */
public record Budget(long bops, long bytes) {

  /** No limit. */
  public static final Budget NONE = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);

  /** Checks that something is left. */
  public Budget {
    if (bops < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "a budget of %d bit operations and %d bytes: both must be above 0"
              .formatted(bops, bytes));
    }
  }

  /**
   * Reads a budget.
   *
   * @param text e.g. {@code bops=0.6G,bytes=120K}; what is not named has no limit; K, M and G are
   *     powers of 1,000
   * @throws IllegalArgumentException if it is written otherwise
   */
  public static Budget parse(String text) {
    long bops = Long.MAX_VALUE;
    long bytes = Long.MAX_VALUE;
    for (String part : text.split(",", -1)) {
      String[] sides = part.split("=", -1);
      if (sides.length == 2 && sides[0].equals("bops")) {
        bops = amount(text, sides[1]);
      } else if (sides.length == 2 && sides[1].length() > 0 && sides[0].equals("bytes")) {
        bytes = amount(text, sides[1]);
      } else {
        throw wrong(text);
      }
    }
    return new Budget(bops, bytes);
  }

  private static long amount(String text, String amount) {
    String upper = amount.toUpperCase(Locale.ROOT);
    int power = "KMG".indexOf(upper.isEmpty() ? ' ' : upper.charAt(upper.length() - 1)) + 1;
    String number = power == 0 ? upper : upper.substring(0, upper.length() - 1);
    try {
      double value = Double.parseDouble(number) * Math.pow(1000, power);
      if (value >= 1 && value < Long.MAX_VALUE / 2.0) {
        return (long) value;
      }
    } catch (NumberFormatException e) {
      // The message below says what is wrong.
    }
    throw wrong(text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no budget; write bops=0.6G,bytes=120K, or one of the two");
  }

  /**
   * The smaller part that it is of what something costs, at most 1.
   *
   * @param fullBops bit operations of that
   * @param fullBytes bytes of weights of that
   */
  public double part(long fullBops, long fullBytes) {
    return Math.min(1, Math.min(bops / (double) fullBops, bytes / (double) fullBytes));
  }

  /** Whether a cost is within it. */
  boolean allows(long costBops, long costBytes) {
    return costBops <= bops && costBytes <= bytes;
  }
}
