package io.requant.quantlstm.internal.search;

import io.requant.model.arithmetic.Bits;
import io.requant.model.quantize.SharedNetwork;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Candidate widths as people write them. */
public final class WidthList {

  private WidthList() {}

  /**
   * Reads widths.
   *
   * @param text e.g. {@code 8,6,4,2} or {@code 6,7,8,9,10}: any of 2..10 in any order, the widest 8
   *     at least, because the stored integers have no fewer; the answers at the widest are what the
   *     others learn from and are compared with
   * @return descending
   * @throws IllegalArgumentException if it is written otherwise
   */
  public static List<Integer> parse(String text) {
    List<Integer> widths;
    try {
      widths =
          Stream.of(text.split(",", -1))
              .map(part -> Integer.valueOf(part.strip()))
              .sorted(Comparator.reverseOrder())
              .toList();
    } catch (NumberFormatException e) {
      throw wrong(text, e);
    }
    boolean possible =
        widths.get(0) >= SharedNetwork.OUTER_BITS
            && widths.get(0) <= SharedNetwork.MOST_BITS
            && widths.get(widths.size() - 1) >= Bits.MIN
            && widths.stream().distinct().count() == widths.size();
    if (!possible) {
      throw wrong(text, null);
    }
    return widths;
  }

  private static IllegalArgumentException wrong(String text, Throwable cause) {
    return new IllegalArgumentException(
        "'%s' are no widths; write some of %d..%d once each, one of at least %d, e.g. 8,6,4,2"
            .formatted(text, Bits.MIN, SharedNetwork.MOST_BITS, SharedNetwork.OUTER_BITS),
        cause);
  }
}
