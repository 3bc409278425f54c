package io.requant.bench.internal.statistics;

import io.requant.api.report.Spread;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How many times as fast one engine is as another: the ratio of their times within each round, so
 * that whatever slowed the machine for a while slowed both.
 *
 * <p>The interval is that of the percentile bootstrap of the median (Efron, "Bootstrap methods:
 * another look at the jackknife", 1979): rounds are drawn with replacement.
 *
 * @param spread the ratios of single rounds: median and quartiles; above 1 the engine is faster
 * @param low lower end of the 95 % interval of the median
 * @param high upper end
 */
public record PairedRatio(Spread spread, double low, double high) {

  private static final int RESAMPLES = 2000;
  private static final double TAIL = 0.025;

  /**
   * Compares.
   *
   * @param peer times of the peer by round; a round in which it did not take part is NaN
   * @param engine times of the engine, in the same rounds
   * @param seed seed of the resampling
   * @throws IllegalArgumentException if they did not meet in any round
   */
  public static PairedRatio of(double[] peer, double[] engine, long seed) {
    if (peer.length != engine.length) {
      throw new IllegalArgumentException(
          "times of %d rounds against %d".formatted(peer.length, engine.length));
    }
    double[] ratios =
        IntStream.range(0, peer.length)
            .mapToDouble(i -> peer[i] / engine[i])
            .filter(Double::isFinite)
            .toArray();
    Spread spread = Spread.of(ratios);
    SplittableRandom random = new SplittableRandom(seed);
    double[] medians = new double[RESAMPLES];
    double[] drawn = new double[ratios.length];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = ratios[random.nextInt(ratios.length)];
      }
      medians[r] = Spread.median(drawn);
    }
    Arrays.sort(medians);
    return new PairedRatio(
        spread, Spread.quantile(medians, TAIL), Spread.quantile(medians, 1 - TAIL));
  }
}
