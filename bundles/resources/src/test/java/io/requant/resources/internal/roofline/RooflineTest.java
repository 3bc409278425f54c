package io.requant.resources.internal.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.resource.Roofline;
import io.requant.api.resource.Roofline.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RooflineTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** 20 GMAC/s and 10 GB/s: the ceilings meet at 2 MACs a byte. */
  private static final Roofline LINE = new Roofline(20e9, 10e9, "k", 1 << 24, NOON);

  @TempDir Path folder;

  @Test
  void fewOperationsAByteAreBoundByMemory() {
    assertThat(LINE.ridge()).isEqualTo(2);
    assertThat(LINE.bound(1_000_000, 1_000_000)).isEqualTo(Bound.MEMORY);
    assertThat(LINE.bound(40_000_000, 1_000_000)).isEqualTo(Bound.COMPUTE);
    assertThat(LINE.leastSeconds(1_000_000, 1_000_000)).isCloseTo(1e-4, within(1e-12));
    assertThat(LINE.leastSeconds(40_000_000, 1_000_000)).isCloseTo(2e-3, within(1e-12));
  }

  @Test
  void aRooflineWithoutACeilingIsRefused() {
    assertThatThrownBy(() -> new Roofline(0, 1, "k", 1, NOON)).hasMessageContaining("0.0 MAC/s");
    assertThatThrownBy(() -> new Roofline(1, Double.POSITIVE_INFINITY, "k", 1, NOON))
        .hasMessageContaining("Infinity");
  }

  @Test
  void theProbeTakesLessThanTwoSeconds() throws InterruptedException {
    long start = System.nanoTime();
    Roofline measured = new RooflineProbe(4 << 20).measure().roofline();
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(2).toNanos());
    assertThat(measured.macsPerSecond()).isBetween(1e7, 1e12);
    assertThat(measured.bytesPerSecond()).isBetween(1e7, 1e13);
    assertThat(measured.kernel()).isNotBlank();
  }

  @Test
  void theProbeCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new RooflineProbe(1 << 20).measure())
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void aStoredRooflineIsFoundAgainOnTheSameMachineOnly() throws IOException {
    RooflineStore store = new RooflineStore(folder.resolve("new"));
    assertThat(store.load("here")).isEmpty();
    store.save("here", LINE);
    assertThat(store.load("here")).contains(LINE);
    assertThat(store.load("elsewhere")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{\"machine\":\"here\"}",
        "{\"machine\":\"here\",\"macsPerSecond\":-1,\"bytesPerSecond\":1}",
        "{\"machine\":\"here\",\"macsPerSecond\":1e300,\"bytesPerSecond\":1}",
        "{\"machine\":\"here\",\"macsPerSecond\":1,\"bytesPerSecond\":1,\"measured\":\"noon\"}",
      })
  void aDamagedStoreIsMeasuredAgain(String content) throws IOException {
    Files.writeString(folder.resolve(RooflineStore.FILE), content);
    assertThat(new RooflineStore(folder).load("here")).isEmpty();
  }

  @Test
  void aStoreThatIsTooLongIsNotRead() throws IOException {
    Files.write(folder.resolve(RooflineStore.FILE), new byte[1 << 20]);
    assertThat(new RooflineStore(folder).load("here")).isEmpty();
  }

  @Test
  void theFingerprintNamesTheProcessor() throws IOException {
    Path cpuinfo = folder.resolve("cpuinfo");
    Files.writeString(cpuinfo, "processor\t: 0\nCPU part\t: 0xd08\n");
    assertThat(MachineFingerprint.processor(cpuinfo)).isEqualTo("0xd08");
    assertThat(MachineFingerprint.processor(folder.resolve("none"))).contains("unknown");
    assertThat(MachineFingerprint.ofMachine()).contains(System.getProperty("os.arch"));
  }
}
