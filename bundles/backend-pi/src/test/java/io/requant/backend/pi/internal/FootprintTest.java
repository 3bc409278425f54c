package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.api.backend.Backend;
import io.requant.model.file.ModelFile;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {

  private static final long LIMIT_KILOBYTES = 60 * 1024;

  /** Those of apps/gateway/jvm.sh that decide about memory before the first collection. */
  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmx64m", "-Xshare:auto");

  @Test
  void aJvmWithResnet20IsResidentInSixtyMegabytes(@TempDir Path folder) throws Exception {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("no /proc: not Linux").isTrue();
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.of(
                    Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                    FLAGS.stream(),
                    Stream.of("-cp", classPath(), Footprint.class.getName()),
                    Stream.of("../../models/resnet20.rqm", "w8a8"))
                .flatMap(s -> s)
                .toList());
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(out, StandardCharsets.UTF_8).strip();
    assertThat(process.exitValue()).as(said).isZero();
    assumeThat(said).as("no native kernels: Java paths take more").contains("native-");
    long kilobytes = Long.parseLong(said.substring(said.lastIndexOf(' ') + 1));
    assertThat(kilobytes).as(said).isBetween(10_000L, LIMIT_KILOBYTES);
  }

  /** Of this bundle, its tests and what it needs; nothing of the test framework. */
  private static String classPath() {
    return Stream.of(Footprint.class, CpuBackend.class, Backend.class, ModelFile.class)
        .map(FootprintTest::origin)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
