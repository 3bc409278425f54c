package io.requant.resources.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.resource.ResourceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {

  private static final String HEAD = Trace.HEAD + "\n";

  @TempDir Path folder;

  @Test
  void aTraceHoldsEachPointUntilTheNext() throws IOException {
    Trace trace = Trace.read(file("# load test\n" + HEAD + "0,1,1\n\n2.5,0.5,0.75\n4,0,0\n"));
    assertThat(trace.at(-1).cpuLeft()).isEqualTo(1);
    assertThat(trace.at(2.4).cpuLeft()).isEqualTo(1);
    assertThat(trace.at(2.5).memoryLeft()).isEqualTo(0.75);
    assertThat(trace.at(1e9).cpuLeft()).isZero();
    assertThat(trace.lastSeconds()).isEqualTo(4);
  }

  @Test
  void aReplayBeginsWithItsFirstReading() throws IOException {
    ReplaySource source =
        new ReplaySource("t", Trace.read(file(HEAD + "0,1,1\n2,0.25,0.5\n")), 1_000, Instant.EPOCH);
    ResourceReading first = source.read(7_000_000_000L).orElseThrow();
    assertThat(first.cpu().orElseThrow().share()).isEqualTo(1);
    assertThat(first.taken()).isEqualTo(Instant.EPOCH);
    ResourceReading later = source.read(9_000_000_000L).orElseThrow();
    assertThat(later.cpu().orElseThrow().share()).isEqualTo(0.25);
    assertThat(later.memory().orElseThrow().leftBytes()).isEqualTo(500);
    assertThat(later.taken()).isEqualTo(Instant.EPOCH.plusSeconds(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1|line 2: 2 values",
        "0,1,1,1|line 2: 4 values",
        "0,x,1|cpuLeft is no number",
        "0,1.5,1|cpuLeft must be 0..1",
        "0,1,NaN|memoryLeft must be 0..1",
        "-1,1,1|seconds must be 0..",
        "1e300,1,1|seconds must be 0..",
      })
  void aBadLineIsNamed(String line, String reason) throws IOException {
    Path file = file(HEAD + line + "\n");
    assertThatThrownBy(() -> Trace.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void timesMustGrow() throws IOException {
    Path file = file(HEAD + "0,1,1\n1,1,1\n1,0,0\n");
    assertThatThrownBy(() -> Trace.read(file)).hasMessageContaining("line 4");
  }

  @Test
  void filesThatAreNoTracesAreRefused() throws IOException {
    assertThatThrownBy(() -> Trace.read(folder.resolve("none"))).hasMessageContaining("none");
    assertThatThrownBy(() -> Trace.read(folder)).hasMessageContaining("is no file");
    Path headless = file("0,1,1\n");
    assertThatThrownBy(() -> Trace.read(headless)).hasMessageContaining(Trace.HEAD);
    Path empty = file(HEAD);
    assertThatThrownBy(() -> Trace.read(empty)).hasMessageContaining("no moments");
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> Trace.read(binary)).hasMessageContaining("UTF-8");
  }

  private Path file(String content) throws IOException {
    Path file = Files.createTempFile(folder, "trace", ".csv");
    Files.writeString(file, content);
    return file;
  }
}
