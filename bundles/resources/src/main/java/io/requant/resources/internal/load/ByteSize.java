package io.requant.resources.internal.load;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 512M}, {@code 1G}, {@code 4096}; K, M, G are powers of 1024.
 */
public final class ByteSize {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([KMG]?)");

  private ByteSize() {}

  /**
   * The size in bytes.
   *
   * @throws IllegalArgumentException if the text is no size
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no size; write 512M or 1G");
    }
    long unit =
        switch (matcher.group(2)) {
          case "K" -> 1L << 10;
          case "M" -> 1L << 20;
          case "G" -> 1L << 30;
          default -> 1;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is more than any machine has", e);
    }
  }
}
