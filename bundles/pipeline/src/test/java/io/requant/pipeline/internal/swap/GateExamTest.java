package io.requant.pipeline.internal.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateExamTest {

  private static final ShadowGates NONE =
      new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private static GoldenImages images(int count) {
    return GoldenImages.of(
        new LabelledImages(new Shape(1, 1, 1), new byte[count], new int[count], List.of("only")));
  }

  @Property(tries = 200)
  void goldenImagesPassExactlyWhenTheShareIsReached(
      @ForAll @IntRange(min = 1, max = 100) int all,
      @ForAll @IntRange(max = 100) int some,
      @ForAll @DoubleRange(max = 1) double least) {
    int right = Math.min(some, all);
    GoldenImages images = images(all);
    GateExam exam =
        new GateExam(
            NONE.with(new GoldenGate(images.digest(), least)),
            new GateExam.Evidence(Optional.of(images), Optional::empty));
    assertThat(exam.before()).isEmpty();
    assertThat(exam.shown(right).isEmpty()).isEqualTo(right >= least * all);
    assertThat(exam.figures().golden().orElseThrow().right()).isEqualTo(right);
  }

  @Property(tries = 200)
  void memoryPassesExactlyWhenNoLimitWasEverExceeded(
      @ForAll @LongRange(min = 1, max = 20) long engineLimit,
      @ForAll @LongRange(min = 1, max = 20) long processLimit,
      @ForAll @LongRange(min = 1, max = 20) long engines,
      @ForAll @LongRange(min = 1, max = 20) long before,
      @ForAll @LongRange(min = 1, max = 20) long after) {
    long[] now = {before};
    GateExam exam =
        new GateExam(
            NONE.with(new MemoryGate(engineLimit, processLimit)),
            new GateExam.Evidence(Optional.empty(), () -> Optional.of(now[0])));
    boolean first = exam.weigh(engines).isEmpty();
    now[0] = after;
    boolean second = exam.weigh(engines).isEmpty();
    assertThat(first).isEqualTo(engines <= engineLimit && before <= processLimit);
    assertThat(second).isEqualTo(engines <= engineLimit && Math.max(before, after) <= processLimit);
    assertThat(exam.figures().processBytes()).contains(Math.max(before, after));
  }

  @Test
  void limitsAreSensible() {
    assertThatThrownBy(() -> new MemoryGate(0, 1)).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> new MemoryGate(1, -1)).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> new GoldenGate(images(1).digest(), 1.1)).hasMessageContaining("0..1");
    assertThatThrownBy(() -> new GoldenGate(images(1).digest(), Double.NaN))
        .hasMessageContaining("0..1");
  }

  @Test
  void residentMemoryIsReadAsTheSystemWritesIt(@TempDir Path directory) throws Exception {
    Path status = directory.resolve("status");
    Files.writeString(status, "Name:\tjava\nVmHWM:\t  9000 kB\nVmRSS:\t  1234 kB\n");
    assertThat(ResidentMemory.from(status).bytes()).contains(1234L * 1024);
    for (String other : List.of("", "VmRSS:\t\n", "VmRSS: much kB\n")) {
      Files.writeString(status, other);
      assertThat(ResidentMemory.from(status).bytes()).as(other).isEmpty();
    }
    assertThat(ResidentMemory.from(directory.resolve("none")).bytes()).isEmpty();
  }

  @Test
  void aProcessUnderLinuxHoldsSomeMemory() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("Linux").isTrue();
    assertThat(ResidentMemory.ofProcess().bytes().orElseThrow()).isGreaterThan(1 << 20);
  }
}
