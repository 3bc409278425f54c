package io.requant.resources.internal.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.resource.ResourceLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LevelSwitchTest {

  private static final long MILLI = 1_000_000;

  /** A share and how long after the one before it comes. */
  record Step(long millis, double share) {}

  @Provide
  Arbitrary<List<Step>> traces() {
    return net.jqwik.api.Combinators.combine(
            Arbitraries.longs().between(1, 4_000), Arbitraries.doubles().between(0, 1))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }

  @Property(tries = 300, seed = "20240803")
  void underAnyTraceTwoChangesAreAtLeastADwellApart(
      @ForAll("traces") List<Step> trace, @ForAll @IntRange(max = 10_000) int dwellMillis) {
    LevelSwitch levels = new LevelSwitch(settings(0.04, dwellMillis));
    List<Long> changes = new ArrayList<>();
    long nanos = 0;
    for (Step step : trace) {
      nanos += step.millis() * MILLI;
      if (levels.update(nanos, step.share())) {
        changes.add(nanos);
      }
    }
    for (int i = 1; i < changes.size(); i++) {
      assertThat(changes.get(i) - changes.get(i - 1)).isGreaterThanOrEqualTo(dwellMillis * MILLI);
    }
  }

  @Property(tries = 300, seed = "20240804")
  void afterTheSamePastMoreLeftNeverRestsAtALowerLevel(
      @ForAll("traces") List<Step> past,
      @ForAll @DoubleRange(min = 0, max = 1) double one,
      @ForAll @DoubleRange(min = 0, max = 1) double other) {
    ResourceLevel less = restingLevel(past, Math.min(one, other));
    ResourceLevel more = restingLevel(past, Math.max(one, other));
    assertThat(more).isGreaterThanOrEqualTo(less);
  }

  private static ResourceLevel restingLevel(List<Step> past, double share) {
    LevelSwitch levels = new LevelSwitch(settings(0.04, 5_000));
    long nanos = 0;
    for (Step step : past) {
      nanos += step.millis() * MILLI;
      levels.update(nanos, step.share());
    }
    for (int i = 0; i < 20; i++) {
      nanos += 1_000 * MILLI;
      levels.update(nanos, share);
    }
    assertThat(levels.wanted()).isEqualTo(levels.level());
    return levels.level();
  }

  @Property(tries = 300, seed = "20240805")
  void withoutDwellATraceThatIsNeverBelowAnotherIsNeverAtALowerLevel(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0, max = 1) Double> trace,
      @ForAll @DoubleRange(min = 0, max = 0.5) double lift) {
    LevelSwitch low = new LevelSwitch(settings(0.08, 0));
    LevelSwitch high = new LevelSwitch(settings(0.08, 0));
    long nanos = 0;
    for (double share : trace) {
      nanos += MILLI;
      low.update(nanos, share);
      high.update(nanos, Math.min(1, share + lift));
      assertThat(high.level()).isGreaterThanOrEqualTo(low.level());
    }
  }

  @Property(tries = 300, seed = "20240806")
  void noiseNarrowerThanTheBandChangesALevelOnceAtMost(
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double centre,
      @ForAll @DoubleRange(min = 0.01, max = 0.12) double band,
      @ForAll @DoubleRange(min = 0, max = 1) double before,
      @ForAll @Size(min = 10, max = 200) List<@DoubleRange(min = -1, max = 1) Double> noise) {
    LevelSwitch levels = new LevelSwitch(settings(band, 0));
    levels.update(0, before);
    levels.update(MILLI, clamp(centre + noise.get(0) * band * 0.99));
    int changes = 0;
    for (int i = 1; i < noise.size(); i++) {
      if (levels.update((i + 1) * MILLI, clamp(centre + noise.get(i) * band * 0.99))) {
        changes++;
      }
    }
    assertThat(changes).isLessThanOrEqualTo(1);
  }

  @Test
  void noiseAboutABorderChangesNothing() {
    LevelSwitch levels = new LevelSwitch(settings(0.04, 0));
    levels.update(0, 0.5);
    for (int i = 1; i < 1_000; i++) {
      assertThat(levels.update(i * MILLI, 0.5 + 0.039 * Math.sin(i))).isFalse();
    }
    assertThat(levels.level()).isEqualTo(ResourceLevel.AMPLE_75);
  }

  @Test
  void aLevelFallsOnceTheShareIsBelowTheBandAndTheDwellIsOver() {
    LevelSwitch levels = new LevelSwitch(settings(0.04, 5_000));
    assertThat(levels.update(0, 0.9)).isTrue();
    assertThat(levels.update(4_999 * MILLI, 0.1)).isFalse();
    assertThat(levels.wanted()).isEqualTo(ResourceLevel.SCARCE_25);
    assertThat(levels.waitNanos()).isEqualTo(MILLI);
    assertThat(levels.update(5_000 * MILLI, 0.1)).isTrue();
    assertThat(levels.level()).isEqualTo(ResourceLevel.SCARCE_25);
    assertThat(levels.waitNanos()).isZero();
  }

  @Test
  void quartersAreTheBordersOfThePaper() {
    // Resource left on the axis of Fig. 16, and the level that each stands for.
    double[] left = {0.18, 0.38, 0.54, 0.77, 0.82, 0.95};
    int[] percent = {25, 50, 75, 100, 100, 100};
    for (int i = 0; i < left.length; i++) {
      assertThat(ResourceLevel.ofShare(left[i]).percent()).isEqualTo(percent[i]);
    }
    assertThat(ResourceLevel.ofShare(0)).isEqualTo(ResourceLevel.SCARCE_25);
    assertThat(ResourceLevel.ofShare(1)).isEqualTo(ResourceLevel.RICH_100);
  }

  @Test
  void aShareThatIsNoneIsRefused() {
    assertThatThrownBy(() -> ResourceLevel.ofShare(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> ResourceLevel.ofShare(1.01)).hasMessageContaining("1.01");
  }

  @Test
  void bandsThatWouldMeetAreRefused() {
    assertThatThrownBy(() -> settings(0.125, 0)).hasMessageContaining("0.125");
    assertThatThrownBy(() -> settings(0.04, -1)).hasMessageContaining("dwell");
  }

  private static LevelSettings settings(double band, long dwellMillis) {
    return new LevelSettings(band, Duration.ofMillis(dwellMillis), Duration.ZERO);
  }

  private static double clamp(double share) {
    return Math.min(1, Math.max(0, share));
  }
}
