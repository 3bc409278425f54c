package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.model.testing.EmulatedArm;
import io.requant.model.testing.EmulatedArm.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The whole gateway in a JVM for arm64, on the processor of a Raspberry Pi 4 under qemu. */
class Arm64GatewayIT {

  private static final long FRAMES = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @Test
  void aGatewayOnArmComputesOnItsKernelsAndLosesNoFrame() throws Exception {
    EmulatedArm arm = EmulatedArm.orSkip();
    EmulatedArm.needs(
        hasKernels(AssembledGateway.piJar()),
        "no kernels for linux-aarch64: aarch64-linux-gnu-gcc was not on the PATH of the build");
    Path folder = Path.of(System.getProperty("itest.work"), "arm64-gateway");
    AssembledGateway.deleteTree(folder);
    configure(Files.createDirectories(folder.resolve("etc")));
    Path home = folder.resolve("java");
    arm.writeJavaHome(home, Processor.CORTEX_A72);

    try (ProductProcess gateway =
        ProductProcess.start("gateway", folder, PATIENCE, environment(home))) {
      JsonNode status =
          GatewayStatus.await(
              gateway,
              FRAMES + " frames with a result",
              s -> s.get("ledger").get("inferred").asLong() >= FRAMES);
      assertThat(status.get("engine").get("path").asText()).isEqualTo("native-neon");
      JsonNode ledger = status.get("ledger");
      assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
      assertThat(ledger.get("lost").asLong()).as("%s", ledger).isZero();
      assertThat(ledger.get("shed").asLong()).as("%s", ledger).isZero();
      assertThat(gateway.end()).as("exit code%s", gateway.see()).isZero();
    }
  }

  /** Compiling well is not worth its time in so short a life. */
  private static Map<String, String> environment(Path javaHome) {
    return Map.of("JAVA_HOME", javaHome.toString(), "REQUANT_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
  }

  private static boolean hasKernels(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.getEntry("native/linux-aarch64/librequant_pi.so") != null;
    }
  }

  /** What is shipped, with a camera that an emulator keeps up with. */
  private static void configure(Path etc) throws IOException {
    try (Stream<Path> shipped = Files.list(AssembledGateway.home().resolve("apps/gateway/etc"))) {
      for (Path file : shipped.toList()) {
        Files.copy(file, etc.resolve(file.getFileName()));
      }
    }
    Files.writeString(etc.resolve("framework.properties"), "org.osgi.service.http.port=-1\n");
    Files.writeString(
        etc.resolve("io.requant.camera.ov5640.cfg"),
        "scene=synthetic\nwidth=128\nheight=96\nrate=2\n");
    Files.writeString(
        etc.resolve("io.requant.pipeline.cfg"),
        Files.readString(etc.resolve("io.requant.pipeline.cfg"))
            + "\nringCapacity=512\nprepareTimeoutMillis=60000\ninferTimeoutMillis=20000\n");
  }
}
