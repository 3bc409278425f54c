package io.requant.bench.internal.timing;

/**
 * What a race gave.
 *
 * @param nanos time of a call by contestant and round; NaN where the contestant sat out
 * @param disturbed share of the turns that count in which the thread had to wait for a processor,
 *     each time that they were tried
 * @param stable whether warming up ended because nothing got faster any more
 * @param warmUpRounds rounds of warming up
 * @param warmUpNanos how long it took
 * @param timedNanos how long the rounds that count took
 * @param calls timed calls of a turn, by contestant
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the race to its report, never compared
public record RaceResult(
    double[][] nanos,
    double disturbed,
    boolean stable,
    int warmUpRounds,
    long warmUpNanos,
    long timedNanos,
    int[] calls) {

  /** Rounds that count. */
  public int rounds() {
    return nanos.length == 0 ? 0 : nanos[0].length;
  }
}
