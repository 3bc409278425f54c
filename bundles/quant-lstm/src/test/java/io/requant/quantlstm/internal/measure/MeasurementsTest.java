package io.requant.quantlstm.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.report.Spread;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

  private final FakeClock clock = new FakeClock();

  @Test
  void timesInTurnsAreThoseOfEachEngineAndTheirRatio() throws Exception {
    InterleavedTimes times =
        InterleavedTimes.measure(2, e -> clock.work(e == 0 ? 2_000_000 : 500_000), clock, 1);
    Spread first = times.of(0);
    assertThat(new double[] {first.min(), first.median(), first.p75()}).containsOnly(2000);
    assertThat(times.of(1).median()).isEqualTo(500);
    assertThat(times.ratio(1, 0).median()).isEqualTo(0.25);
    // A round takes 20 ms; a fifth of the second warms up.
    assertThat(times.rounds()).isBetween(38, 41);
  }

  @Test
  void aSlowEngineStillGetsFiveRounds() throws Exception {
    assertThat(InterleavedTimes.measure(1, e -> clock.work(10_000_000_000L), clock, 1).rounds())
        .isEqualTo(5);
  }

  @Test
  void theShareOfTheProcessorIsTheTimeOfAFrameTimesTheirRate() throws Exception {
    CpuShares shares =
        CpuShares.measure(2, e -> clock.work(e == 0 ? 10_000_000 : 5_000_000), clock, 50, 4);
    assertThat(shares.phases()).hasSize(3);
    assertThat(shares.phases().get(0).frames()).isZero();
    assertThat(shares.phases().get(0).mean()).isZero();
    assertThat(shares.phases().get(1).mean()).isCloseTo(0.5, within(0.02));
    assertThat(shares.phases().get(2).mean()).isCloseTo(0.25, within(0.02));
    assertThat(shares.phases().get(1).frames()).isBetween(198, 201);
    assertThat(shares.phases().get(2).samples()).hasSizeBetween(7, 8);
    assertThat(shares.phases().get(2).samples().get(0).seconds()).isBetween(8.0, 8.5);
  }

  @Property(tries = 60)
  void underAQuotaAnImageTakesItsProcessorTimeOverTheShare(
      @ForAll @DoubleRange(min = 0.05, max = 1) double share,
      @ForAll @LongRange(min = 50_000, max = 30_000_000) long image)
      throws Exception {
    FakeClock own = new FakeClock();
    LimitedTimes times =
        LimitedTimes.measure(0, 1, e -> own.work(e == 0 ? image : image / 2), own, share, 1);
    // What is left of the last period is at most one period of the six or more of a block.
    assertThat(times.held()).isCloseTo(share, within(share / 6 + 1e-9));
    assertThat(times.fixed().median())
        .isCloseTo(image / 1e6 / share, within(image / 1e6 / share / 5));
    if (share == 1) {
      assertThat(times.ratio().median()).isCloseTo(0.5, within(1e-3));
    }
  }

  @Test
  void whatAQuotaDidNotUseIsLostAndWhatItOverdrewIsPaidBack() {
    CpuQuota quota = new CpuQuota(0.5, 100, 0);
    assertThat(quota.charge(10, 310)).isZero();
    // Three periods of 50 have ended; what was left of them is lost.
    assertThat(quota.charge(40, 350)).isZero();
    assertThat(quota.charge(10, 360)).isEqualTo(40);
    // An image of three periods' worth: the next may begin three periods later.
    assertThat(quota.charge(150, 550)).isEqualTo(150);
    assertThat(new CpuQuota(1, 100, 0).charge(1_000_000, 1)).isZero();
    assertThatThrownBy(() -> new CpuQuota(0, 100, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new CpuQuota(1.01, 100, 0)).hasMessageContaining("at most 1");
  }
}
