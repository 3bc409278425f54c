package io.requant.resources.internal.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.resource.CpuLeft;
import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.MemoryLeft;
import io.requant.api.resource.Power;
import io.requant.api.resource.Resource;
import io.requant.api.resource.ResourceLevel;
import io.requant.api.resource.ResourceReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LevelKeeperTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long SECOND = 1_000_000_000;
  private static final ResourceScale SCALE = new ResourceScale(256_000_000, 70, 85);

  private final LevelKeeper keeper =
      new LevelKeeper(SCALE, new LevelSettings(0.04, Duration.ofSeconds(5), Duration.ZERO));

  @Test
  void theScarcestResourceBinds() {
    LevelDecision decision = keeper.update(0, reading(0.9, 100_000_000, 75, Optional.empty()));
    assertThat(decision.binding()).contains(Resource.MEMORY);
    assertThat(decision.level()).isEqualTo(ResourceLevel.MEDIUM_50);
    assertThat(decision.sentence())
        .isEqualTo("100 MB of memory are left for inference, 256 MB are plenty: level 50 %");
    assertThat(decision.since()).isEqualTo(NOON);
  }

  @Test
  void theSentenceSaysWhatALevelWaitsFor() {
    keeper.update(0, reading(0.9, 900_000_000, 40, Optional.empty()));
    LevelDecision decision =
        keeper.update(2 * SECOND, reading(0.2, 900_000_000, 40, Optional.empty()));
    assertThat(decision.level()).isEqualTo(ResourceLevel.RICH_100);
    assertThat(decision.sentence())
        .isEqualTo(
            "20 % of the CPU is left for inference (now 0.4 of 2 processors): level 100 %;"
                + " 25 % comes in 3 s, because a level lasts at least 5 s");
  }

  @Test
  void aHotProcessorIsScarce() {
    LevelDecision decision = keeper.update(0, reading(1, 900_000_000, 84, Optional.empty()));
    assertThat(decision.binding()).contains(Resource.TEMPERATURE);
    assertThat(decision.level()).isEqualTo(ResourceLevel.SCARCE_25);
    assertThat(decision.sentence()).contains("84 °C");
  }

  @Test
  void aBatteryBindsOnlyWhileNothingChargesIt() {
    Power low = new Power(0.3, false);
    assertThat(keeper.update(0, reading(1, 900_000_000, 40, Optional.of(low))).level())
        .isEqualTo(ResourceLevel.RICH_100);
    LevelDecision decision =
        keeper.update(5 * SECOND, reading(1, 900_000_000, 40, Optional.of(new Power(0.3, true))));
    assertThat(decision.binding()).contains(Resource.POWER);
    assertThat(decision.level()).isEqualTo(ResourceLevel.MEDIUM_50);
  }

  @Test
  void aDeviceThatSaysNothingIsRich() {
    LevelDecision decision = keeper.update(0, ResourceReading.empty(NOON, "device"));
    assertThat(decision.level()).isEqualTo(ResourceLevel.RICH_100);
    assertThat(decision.binding()).isEmpty();
  }

  @Test
  void aResourceThatTheDeviceNoLongerSpeaksOfStopsBinding() {
    keeper.update(0, reading(0.9, 900_000_000, 84, Optional.empty()));
    LevelDecision decision =
        keeper.update(
            6 * SECOND,
            new ResourceReading(
                NOON,
                "device",
                Optional.of(new CpuLeft(1.8, 2, 0, "machine")),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of()));
    assertThat(decision.binding()).contains(Resource.CPU);
    assertThat(decision.level()).isEqualTo(ResourceLevel.RICH_100);
  }

  @Test
  void aMachineSmallerThanEnoughIsRichWhenAllOfItIsLeft() {
    ResourceReading reading =
        new ResourceReading(
            NOON,
            "device",
            Optional.empty(),
            Optional.of(new MemoryLeft(64_000_000, 64_000_000, 0, "/small")),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            List.of());
    assertThat(keeper.update(0, reading).level()).isEqualTo(ResourceLevel.RICH_100);
  }

  @Test
  void aShortDipIsSmoothedAway() {
    LevelKeeper smooth =
        new LevelKeeper(SCALE, new LevelSettings(0.04, Duration.ZERO, Duration.ofSeconds(4)));
    smooth.update(0, reading(1, 900_000_000, 40, Optional.empty()));
    LevelDecision decision = smooth.update(SECOND, reading(0, 900_000_000, 40, Optional.empty()));
    assertThat(decision.share()).isBetween(0.77, 0.79); // e^(-1/4)
    assertThat(decision.level()).isEqualTo(ResourceLevel.RICH_100);
  }

  @Property(tries = 200, seed = "20240807")
  void aMeanLiesBetweenWhatWasSeen(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0, max = 1) Double> values,
      @ForAll @LongRange(min = 0, max = 10_000_000_000L) long timeConstant) {
    ExponentialMean mean = new ExponentialMean(timeConstant);
    double least = 1;
    double most = 0;
    long nanos = 0;
    for (double value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
      nanos += SECOND;
      assertThat(mean.update(nanos, value)).isBetween(least - 1e-12, most + 1e-12);
    }
  }

  private static ResourceReading reading(
      double cpu, long memory, double celsius, Optional<Power> power) {
    return new ResourceReading(
        NOON,
        "device",
        Optional.of(new CpuLeft(2 * cpu, 2, 0, "machine")),
        Optional.of(new MemoryLeft(memory, 1_000_000_000, 0, "machine")),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.of(celsius),
        power,
        List.of());
  }
}
