package io.requant.fleet.protocol;

import java.util.Comparator;

/**
 * Place of a message in the order in which a controller wrote them: first by epoch, then by number.
 *
 * @param epoch grows by one with every start of a controller, so that an older one is fenced off
 * @param seq grows by one with every message
 */
public record Position(long epoch, long seq) implements Comparable<Position> {

  /** Before every message. */
  public static final Position NONE = new Position(0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::epoch).thenComparingLong(Position::seq);

  public Position {
    if (epoch < 0 || seq < 0) {
      throw new IllegalArgumentException("position " + epoch + "." + seq + " is negative");
    }
  }

  /** Whether this one was written later. */
  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + "." + seq;
  }
}
