package io.requant.sqs.internal.compress;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run aims at.
 *
 * @param kind how the value is meant
 * @param value ratio, bytes or percentage points, above 0
 */
record Target(Kind kind, double value) {

  /** Kinds of targets. */
  enum Kind {
    /** Nominal ratio: 32 over bits times the part that is kept. */
    RATIO,
    /** Bytes of the whole file. */
    BYTES,
    /** Percentage points that the hold-out may lose; the smallest file is searched. */
    TOLERANCE
  }

  private static final Pattern FORM =
      Pattern.compile("(ratio|bytes|tolerance)=([0-9]+(?:\\.[0-9]+)?)(K?)");

  /**
   * Reads {@code ratio=72}, {@code bytes=18K} (1 K is 1000 bytes) or {@code tolerance=2.0}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Target of(String text) {
    Matcher form = FORM.matcher(text);
    double value = form.matches() ? Double.parseDouble(form.group(2)) : 0;
    boolean thousands = form.matches() && !form.group(3).isEmpty();
    if (value <= 0 || (thousands && !form.group(1).equals("bytes"))) {
      throw new IllegalArgumentException(
          "--target is '" + text + "'; give ratio=72, bytes=18K or tolerance=2.0");
    }
    return new Target(
        Kind.valueOf(form.group(1).toUpperCase(Locale.ROOT)), thousands ? 1000 * value : value);
  }
}
