package io.requant.bench.internal.timing;

/**
 * How engines are timed.
 *
 * @param blockNanos how long the timed calls of one engine in one round should take together
 * @param warmUpNanos most time to warm up
 * @param timedNanos time for the rounds that count
 * @param minRounds least number of rounds that count, whatever they take
 * @param seed seed of the order within a round
 */
public record RaceOptions(
    long blockNanos, long warmUpNanos, long timedNanos, int minRounds, long seed) {

  public RaceOptions {
    if (blockNanos < 1 || warmUpNanos < 0 || timedNanos < 0 || minRounds < 1) {
      throw new IllegalArgumentException("block, warm-up, time and rounds are positive");
    }
  }
}
