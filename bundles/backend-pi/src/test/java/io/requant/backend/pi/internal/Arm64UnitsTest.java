package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.testing.EmulatedArm;
import io.requant.model.testing.EmulatedArm.Processor;
import java.io.File;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels for linux-aarch64 in a JVM for it, under qemu. */
class Arm64UnitsTest {

  private static final String CASES = "12";
  private static final String SEED = "20260";
  private static final long PATIENCE_SECONDS = 300;

  @TempDir private File folder;

  @ParameterizedTest
  @CsvSource({"CORTEX_A72, native-neon", "MAX, native-i8mm native-dotprod native-neon"})
  void everyUnitThatAProcessorHasGivesTheReferencesLogits(Processor processor, String units)
      throws Exception {
    EmulatedArm arm = EmulatedArm.orSkip();
    EmulatedArm.needs(
        EnginePath.class.getResource("/native/linux-aarch64/librequant_pi.so") != null,
        "no kernels for linux-aarch64: aarch64-linux-gnu-gcc was not on the PATH of the build");
    List<String> command = arm.java(processor);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(AgreementRun.class.getName(), CASES, SEED));
    File output = new File(folder, "output");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(output).content().contains("units " + units + ", cases ");
    assertThat(process.exitValue()).isZero();
  }
}
