package io.requant.quantlstm.internal.measure;

import io.requant.api.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Times of one image by engine, measured in turns: whatever else the machine does meets all engines
 * alike.
 *
 * @param micros mean time of an image, microseconds, by engine and round
 */
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record InterleavedTimes(double[][] micros) {

  private static final int IMAGES = 8;
  private static final int LEAST_ROUNDS = 5;
  private static final double WARM_UP = 0.2;

  /**
   * Measures.
   *
   * @param engines how many there are
   * @param infer shows an image to the engine of a number
   * @param seconds how long all of it may take; five rounds are made in any case
   */
  public static InterleavedTimes measure(
      int engines, IntConsumer infer, DeviceClock clock, double seconds)
      throws InterruptedException {
    long start = clock.nanos();
    while (clock.nanos() - start < WARM_UP * seconds * 1e9) {
      round(engines, infer, clock);
    }
    List<double[]> rounds = new ArrayList<>();
    while (rounds.size() < LEAST_ROUNDS || clock.nanos() - start < seconds * 1e9) {
      rounds.add(round(engines, infer, clock));
    }
    double[][] micros = new double[engines][rounds.size()];
    for (int r = 0; r < rounds.size(); r++) {
      for (int e = 0; e < engines; e++) {
        micros[e][r] = rounds.get(r)[e];
      }
    }
    return new InterleavedTimes(micros);
  }

  private static double[] round(int engines, IntConsumer infer, DeviceClock clock)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    double[] micros = new double[engines];
    for (int e = 0; e < engines; e++) {
      long start = clock.nanos();
      for (int i = 0; i < IMAGES; i++) {
        infer.accept(e);
      }
      micros[e] = (clock.nanos() - start) / 1e3 / IMAGES;
    }
    return micros;
  }

  /** Rounds that were made. */
  public int rounds() {
    return micros[0].length;
  }

  /** Time of an image, in microseconds. */
  public Spread of(int engine) {
    return Spread.of(micros[engine]);
  }

  /** Time of an image as a multiple of another engine's in the same round. */
  public Spread ratio(int engine, int other) {
    double[] ratios = new double[rounds()];
    for (int r = 0; r < ratios.length; r++) {
      ratios[r] = micros[engine][r] / micros[other][r];
    }
    return Spread.of(ratios);
  }
}
