package io.requant.backend.fpga.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulations that crash, hang and lie, played by shell scripts. */
class RtlSimulationTest {

  /** Answers each frame of one byte with its value; reads as the real one does. */
  private static final String HONEST =
      """
      #!/bin/bash
      declare -i n=0
      while h=$(head -c 6 | od -An -tu1); do
        set -- $h
        [ -n "$5" ] || exit 0
        for ((i = 0; i < $5; i++)); do
          b=$(head -c 1 | od -An -tu1)
          EACH
          echo "F $((b)) @$((b + 100))"
        done
      done
      """;

  @TempDir private Path folder;

  private RtlSimulation simulation(String each, int patienceMillis, int restarts)
      throws IOException {
    Path script = folder.resolve("simulation.sh");
    Files.writeString(script, HONEST.replace("EACH", each));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new RtlSimulation(
        new RtlSimulation.Setup(
            data -> List.of(script.toString()),
            Map.of("m.hex", "0\n"),
            1,
            1000,
            Duration.ofMillis(patienceMillis),
            restarts));
  }

  private static List<byte[]> frames(int count) {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add(new byte[] {(byte) i});
    }
    return frames;
  }

  @Test
  void manyFramesUnderWayAreAnsweredInOrder() throws Exception {
    try (RtlSimulation simulation = simulation(":", 20_000, 0)) {
      List<Frame> answers = simulation.run(frames(40));
      assertThat(answers).extracting(f -> f.logits()[0]).hasSize(40).isSorted();
      assertThat(answers.get(39).clocks()).isEqualTo(139);
    }
  }

  @Test
  void afterACrashTheSimulationIsStartedAnewAndNoFrameIsMissing() throws Exception {
    // Dies once, at frame 5.
    String each =
        "if [ $((b)) = 5 ] && [ ! -e "
            + folder
            + "/died ]; then touch "
            + folder
            + "/died; kill -9 $$; fi";
    try (RtlSimulation simulation = simulation(each, 20_000, 1)) {
      assertThat(simulation.run(frames(20))).extracting(f -> f.logits()[0]).hasSize(20).isSorted();
      assertThat(folder.resolve("died")).exists();
    }
  }

  @Test
  void aSimulationThatHangsIsEndedAndTheErrorSaysSo() throws Exception {
    try (RtlSimulation simulation = simulation("sleep 100", 200, 1)) {
      assertThatExceptionOfType(ToolException.class)
          .isThrownBy(() -> simulation.run(frames(1)))
          .withMessageContaining("not answered for 200 ms")
          .withMessageContaining("2 starts");
      assertThat(simulation.handle()).isEmpty();
    }
  }

  @Test
  void answersThatMakeNoSenseAreRefused() throws Exception {
    for (String lie :
        List.of(
            "echo F 1 2 @3; continue",
            "echo nonsense; continue",
            "echo F x @3; continue",
            "head -c 100000 /dev/zero; continue",
            "echo E the clocks are used up; continue")) {
      try (RtlSimulation simulation = simulation(lie, 20_000, 0)) {
        assertThatExceptionOfType(ToolException.class)
            .as(lie)
            .isThrownBy(() -> simulation.run(frames(1)))
            .withMessageMatching("(?s).*(answered|says|longer|clocks).*");
      }
    }
  }

  @Test
  void closingEndsTheProcessAndDeletesItsMemories() throws Exception {
    RtlSimulation simulation = simulation(":", 20_000, 0);
    simulation.run(frames(1));
    ProcessHandle process = simulation.handle().orElseThrow();
    simulation.close();
    process.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
    assertThat(process.isAlive()).isFalse();
  }
}
