package io.requant.backend.pi.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.backend.pi.internal.SparseNets;
import io.requant.model.network.Network;
import io.requant.model.testing.EmulatedArm;
import io.requant.model.testing.EmulatedArm.Processor;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernels for linux-aarch64 as a plain program with AddressSanitizer, under qemu. */
class Arm64KernelsTest {

  private static final String COMPILER = "aarch64-linux-gnu-gcc";
  private static final Path LIBRARIES = Path.of("/usr/aarch64-linux-gnu");
  private static final Map<Processor, Integer> UNITS =
      Map.of(Processor.CORTEX_A72, 1, Processor.CORTEX_A76, 2, Processor.MAX, 3);
  private static final int RANDOM_CASES = 120;
  private static final int SPARSE_CASES = 24;
  private static final long PATIENCE_SECONDS = 300;

  @TempDir private Path folder;

  @Test
  void everyUnitOfEachProcessorGivesTheReferencesLogitsWithinItsMemory() throws Exception {
    Path emulator = EmulatedArm.emulatorOrSkip();
    Path cases = Files.write(folder.resolve("cases"), cases());
    Path work = folder.resolve("work");
    ProcessBuilder build =
        new ProcessBuilder("sh", "src/test/native/sanitize.sh", "asan", "" + cases, "" + work);
    build.environment().put("CC", COMPILER);
    build.environment().put("RUN", emulator + " -cpu max -L " + LIBRARIES);
    Result built = run(build);
    EmulatedArm.needs(built.exit != 77, built.output);
    assertThat(built.exit).as(built.output).isZero();

    for (Map.Entry<Processor, Integer> entry : UNITS.entrySet()) {
      List<String> command =
          EmulatedArm.command(emulator, entry.getKey(), LIBRARIES, work.resolve("replay"));
      ProcessBuilder replay = new ProcessBuilder(command);
      replay.command().add("" + cases);
      assertThat(run(replay).output)
          .contains(
              "%d cases on %d units, 0 failed"
                  .formatted(RANDOM_CASES + SPARSE_CASES + 4, entry.getValue()));
    }
  }

  private static byte[] cases() {
    RecordedCases cases = new RecordedCases();
    for (int seed = 0; seed < RANDOM_CASES; seed++) {
      // Every other one is narrow: bytes are what the units differ in.
      TestCase random = seed % 2 == 0 ? TestCase.of(seed) : TestCase.of(seed, 8, 8);
      cases.add(random.network(), random.policy());
    }
    for (int seed = 0; seed < SPARSE_CASES; seed++) {
      TestCase zeros = SparseNets.of(seed);
      NativeKernel kernel = seed % 2 == 0 ? NativeKernel.WORDS : NativeKernel.BLOCKS;
      cases.add(zeros.network(), zeros.policy(), EnumSet.of(kernel));
    }
    for (Network network :
        List.of(Nets.plausible(Nets.resnet(8)), Nets.plausible(Nets.mobileNetV2()))) {
      cases.add(network, PlausiblePolicies.uniform(network, 8, 8));
      cases.add(network, PlausiblePolicies.uniform(network, 4, 4));
    }
    return cases.bytes();
  }

  private record Result(int exit, String output) {}

  private Result run(ProcessBuilder builder) throws IOException, InterruptedException {
    // The leak checker traces the process, which an emulator does not offer.
    builder.environment().put("ASAN_OPTIONS", "detect_leaks=0");
    File log = folder.resolve("log").toFile();
    Process process = builder.redirectErrorStream(true).redirectOutput(log).start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(log.toPath()));
  }
}
