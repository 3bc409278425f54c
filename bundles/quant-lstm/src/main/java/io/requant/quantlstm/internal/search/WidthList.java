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
   * @param text e.g. {@code 8,6,4,2}: any of 2..8 in any order, 8 among them, because the stored
   *     integers, the outer layers and the answers that the others are compared with have 8 bits
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
        widths.get(0) == SharedNetwork.MASTER_BITS
            && widths.get(widths.size() - 1) >= Bits.MIN
            && widths.stream().distinct().count() == widths.size();
    if (!possible) {
      throw wrong(text, null);
    }
    return widths;
  }

  private static IllegalArgumentException wrong(String text, Throwable cause) {
    return new IllegalArgumentException(
        "'%s' are no widths; write some of %d..%d once each, %d among them, e.g. 8,6,4,2"
            .formatted(text, Bits.MIN, SharedNetwork.MASTER_BITS, SharedNetwork.MASTER_BITS),
        cause);
  }
}
