package io.requant.backend.pi.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.api.resource.PeakProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NativePeakTest {

  @Test
  void thereIsAProbeOfBytesWhereThereAreNatives() {
    assumeThat(NativeLibrary.units()).as("native kernels").isNotEmpty();
    assertThat(NativePeak.all())
        .extracting(PeakProbe::operandBits)
        .contains(8)
        .doesNotHaveDuplicates();
  }

  @Test
  void noLoopIsLeftOutByTheCompiler() {
    for (NativeUnit unit : NativeLibrary.units()) {
      // One core multiplies at most some 20 vectors of 64 bytes in a nanosecond.
      long start = System.nanoTime();
      long macs = NativeLibrary.peak(unit.index(), 1_000_000, 8);
      assertThat((double) macs / (System.nanoTime() - start))
          .as(unit.name())
          .isBetween(0.0, 1300.0);
    }
  }

  @Test
  void rateIsPositive() {
    for (PeakProbe probe : NativePeak.all()) {
      assertThat(probe.macsPerSecond(Duration.ofMillis(5))).as(probe.kernel()).isPositive();
    }
  }
}
