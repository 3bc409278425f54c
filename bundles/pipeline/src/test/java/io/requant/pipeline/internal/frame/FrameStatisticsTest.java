package io.requant.pipeline.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FrameStatisticsTest {

  private static final long MILLI = 1_000_000;

  @Test
  void withoutResultsEveryFigureIsZero() {
    assertThat(new FrameStatistics().figures(5)).isEqualTo(new FrameStatistics.Figures(0, 0, 0, 0));
  }

  @Test
  void percentilesAreThoseOfTheRecentWindow() {
    FrameStatistics statistics = new FrameStatistics();
    for (int i = 0; i < 5000; i++) {
      statistics.completed(99_000 * MILLI, i);
    }
    for (int i = 1; i <= FrameStatistics.WINDOW; i++) {
      statistics.completed(i * 1000L, 5000 + i);
    }
    FrameStatistics.Figures figures = statistics.figures(10_000);
    assertThat(figures.p50Micros()).isEqualTo(FrameStatistics.WINDOW / 2);
    assertThat(figures.p99Micros()).isEqualTo((long) Math.ceil(FrameStatistics.WINDOW * 0.99));
  }

  @Test
  void theLongestGapIsRememberedForever() {
    FrameStatistics statistics = new FrameStatistics();
    statistics.completed(1, 0);
    statistics.completed(1, 300 * MILLI);
    for (int i = 0; i < 2 * FrameStatistics.WINDOW; i++) {
      statistics.completed(1, (301 + i) * MILLI);
    }
    assertThat(statistics.figures(0).worstGapMicros()).isEqualTo(300_000);
  }

  @Test
  void theRateCountsTheResultsOfTheLastSecond() {
    FrameStatistics statistics = new FrameStatistics();
    for (long i = 0; i < 100; i++) {
      statistics.completed(1, 20 * i * MILLI);
    }
    assertThat(statistics.figures(1980 * MILLI).framesPerSecond()).isEqualTo(50);
    assertThat(statistics.figures(60_000 * MILLI).framesPerSecond()).isZero();
  }

  @Test
  void aRateBeyondTheWindowIsExtrapolated() {
    FrameStatistics statistics = new FrameStatistics();
    for (int i = 0; i < 10_000; i++) {
      statistics.completed(1, i * MILLI / 10);
    }
    assertThat(statistics.figures(1000 * MILLI).framesPerSecond()).isCloseTo(10_000, within(20.0));
  }
}
