package io.requant.backend.pi.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.EnginePath;
import io.requant.backend.pi.internal.SparseNets;
import io.requant.backend.pi.internal.SquareNets;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMemoryTest {

  private static final Network NETWORK = Nets.plausible(Nets.resnet(8));

  private static final Policy W8A8 = PlausiblePolicies.uniform(NETWORK, 8, 8);
  private static final Policy W4A4 = PlausiblePolicies.uniform(NETWORK, 4, 4);
  private static final Program EIGHT_BITS = Program.of(NETWORK, W8A8);
  private static final Program FOUR_BITS = Program.of(NETWORK, W4A4);

  private static final Set<NativeKernel> KERNELS = EnumSet.allOf(NativeKernel.class);

  private final EnginePath path = NativePath.all().get(0);

  @BeforeEach
  void thereAreNativeKernels() {
    if (Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))) {
      assertThat(path.available()).as("native kernels").isTrue();
    }
    assumeThat(path.available()).as("no native kernels: no C compiler?").isTrue();
  }

  private Engine engine(int bits) {
    return path.prepare("pi", NETWORK, bits == 8 ? W8A8 : W4A4, bits == 8 ? EIGHT_BITS : FOUR_BITS);
  }

  private static long residentBytes() throws IOException {
    System.gc();
    try (Scanner pages = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII)) {
      pages.nextLong();
      return 4096 * pages.nextLong();
    }
  }

  @Test
  void fiveHundredSwapsLeaveNoMemoryBehind() throws IOException {
    ByteBuffer input = ByteBuffer.allocateDirect(3072);
    IntBuffer logits = IntBuffer.allocate(10);
    long after = 0;
    for (int swap = 0; swap < 600; swap++) {
      if (swap == 100) {
        after = residentBytes();
      }
      try (Engine engine = engine(swap % 2 == 0 ? 8 : 4)) {
        engine.infer(input, logits);
      }
    }
    long leaked = 500 * engineBytes();
    assertThat(residentBytes() - after).isLessThan(leaked / 4);
  }

  private long engineBytes() {
    try (Engine engine = engine(8)) {
      return engine.info().bytes();
    }
  }

  @Test
  void closingTwiceFreesOnce() {
    Engine engine = engine(8);
    engine.close();
    engine.close();
    assertThat(engine.info().bytes()).isPositive();
  }

  @Test
  void enginesOfOnePolicyHaveTheirWeightsOnce() {
    long before = NativeLibrary.saved();
    Engine first = engine(8);
    long alone = NativeLibrary.saved();
    try (Engine second = engine(8)) {
      assertThat(NativeLibrary.saved() - alone)
          .as("bytes in common, of %d", second.info().bytes())
          .isGreaterThan(weights());
      first.close();
      assertThat(second.info().bytes()).isEqualTo(first.info().bytes());
      int[] logits = new int[10];
      second.infer(ByteBuffer.allocateDirect(3072), IntBuffer.wrap(logits));
      int[] expected = new int[10];
      new ReferenceExecutor(EIGHT_BITS)
          .infer(ByteBuffer.allocateDirect(3072), IntBuffer.wrap(expected));
      assertThat(logits).isEqualTo(expected);
    }
    assertThat(NativeLibrary.saved()).isEqualTo(before);
  }

  @Test
  void policiesShareTheLayersThatTheyComputeAlike() {
    long before = NativeLibrary.saved();
    try (Engine eight = engine(8)) {
      long alone = NativeLibrary.saved();
      try (Engine four = engine(4)) {
        assertThat(NativeLibrary.saved() - alone)
            .as("first and last layer have 8 bits in %s and %s", eight.info(), four.info())
            .isBetween(1L, weights() - 1);
      }
    }
    assertThat(NativeLibrary.saved()).isEqualTo(before);
  }

  private static long weights() {
    return EIGHT_BITS.steps().stream()
        .mapToLong(step -> step instanceof Step.Convolve c ? c.weights().length : 0)
        .sum();
  }

  @Test
  void engineThatIsDroppedIsFreedWhenTheNextOnesAreMade() throws IOException {
    long before = residentBytes();
    long bytes = engineBytes();
    long dropped = 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (dropped < 400 && System.nanoTime() < deadline) {
      engine(8);
      dropped++;
      if (dropped % 50 == 0) {
        System.gc();
      }
    }
    assertThat(residentBytes() - before).isLessThan(dropped * bytes / 2);
  }

  @Test
  void damagedPlansAreRefusedOrStayWithinTheirMemory() {
    NativeUnit unit = NativeLibrary.units().get(0);
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    List<Program> programs =
        LongStream.range(0, 30)
            .mapToObj(TestCase::of)
            .map(made -> Program.of(made.network(), made.policy()))
            .toList();
    for (int i = 0; i < 1500; i++) {
      Program program = programs.get(i % programs.size());
      SerialPlan plan = SerialPlan.of(program, new PlanOptions(KERNELS, 1 + i % 2, 1));
      ByteBuffer words = ByteBuffer.wrap(plan.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      int word = random.nextInt(Math.min(plan.size() / 4, 200));
      words.putInt(4 * word, damage(random, words.getInt(4 * word)));
      try {
        NativePlan made = new NativePlan(unit, plan, program.inputSize(), program.outputSize());
        made.infer(
            ByteBuffer.allocateDirect(program.inputSize()),
            0,
            ByteBuffer.allocateDirect(4 * program.outputSize())
                .order(ByteOrder.nativeOrder())
                .asIntBuffer());
        made.free();
      } catch (IllegalStateException | OutOfMemoryError e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(300, 1499);
  }

  private static int damage(SplittableRandom random, int value) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt();
      case 1 -> value + random.nextInt(1, 5);
      case 2 -> value - random.nextInt(1, 5);
      case 3 -> value * 2;
      default -> -value;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"asan", "tsan", "valgrind"})
  void toolFindsNoFaultInTheKernels(String tool, @TempDir Path folder) throws Exception {
    RecordedCases cases = new RecordedCases();
    cases.add(NETWORK, PlausiblePolicies.uniform(NETWORK, 8, 8));
    int seeds = tool.equals("tsan") ? 8 : 30;
    for (int seed = 0; seed < seeds; seed++) {
      TestCase random = TestCase.of(seed);
      cases.add(random.network(), random.policy());
      TestCase narrow = TestCase.of(seed, 8, 8);
      cases.add(narrow.network(), narrow.policy());
      TestCase square = SquareNets.of(seed);
      cases.add(square.network(), square.policy());
      TestCase zeros = SparseNets.of(seed);
      NativeKernel kernel = seed % 3 == 0 ? NativeKernel.BLOCKS : NativeKernel.WORDS;
      cases.add(zeros.network(), zeros.policy(), EnumSet.of(kernel));
    }
    Path file = Files.write(folder.resolve("cases"), cases.bytes());
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder("sh", "src/test/native/sanitize.sh", tool, "" + file, folder + "/work")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(log);
    boolean absent = process.exitValue() == 77;
    assertThat(absent && Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))).as(said).isFalse();
    assumeThat(absent).as(tool + ": " + said).isFalse();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains("0 failed");
  }
}
