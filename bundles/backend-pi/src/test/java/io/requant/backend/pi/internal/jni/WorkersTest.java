package io.requant.backend.pi.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.EnginePath;
import io.requant.backend.pi.internal.SparseNets;
import io.requant.backend.pi.internal.SquareNets;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import io.requant.model.testing.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Engines whose layers are cut into as many parts as can be, whether that pays or not. */
class WorkersTest {

  @BeforeContainer
  static void thereAreNativeKernels() {
    boolean available = NativePath.all().get(0).available();
    if (Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))) {
      assertThat(available).as("native kernels").isTrue();
    }
    assumeThat(available).as("no native kernels: no C compiler?").isTrue();
  }

  @Provide
  Arbitrary<TestCase> cases() {
    return TestCase.arbitrary();
  }

  private static List<EnginePath> paths(int workers) {
    PlanOptions options = new PlanOptions(EnumSet.allOf(NativeKernel.class), workers, 1);
    return NativePath.all(options).stream().filter(EnginePath::available).skip(1).toList();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void workersTogetherGiveTheReferencesLogitsOnAnyNetwork(
      @ForAll("cases") TestCase random, @ForAll @IntRange(min = 2, max = 5) int workers) {
    agree(random, workers);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void workersTogetherGiveTheReferencesLogitsOnSquareConvolutions(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int workers) {
    agree(SquareNets.of(seed), workers);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void workersTogetherGiveTheReferencesLogitsOnBlockSparseLayers(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int workers) {
    agree(SparseNets.of(seed), workers);
  }

  private static void agree(TestCase random, int workers) {
    Program program = Program.of(random.network(), random.policy());
    for (EnginePath path : paths(workers)) {
      try (Engine engine = path.prepare("pi", random.network(), random.policy(), program)) {
        for (int image = 0; image < 2; image++) {
          agrees(engine, program, random.input(image));
        }
      }
    }
  }

  private static void agrees(Engine engine, Program program, byte[] input) {
    ByteBuffer direct = ByteBuffer.allocateDirect(input.length).put(input).flip();
    int[] logits = new int[program.outputSize()];
    engine.infer(direct, IntBuffer.wrap(logits));
    int[] expected = new int[program.outputSize()];
    new ReferenceExecutor(program).infer(direct, IntBuffer.wrap(expected));
    assertThat(logits).as(engine.info().path()).isEqualTo(expected);
  }

  @Example
  void workersThatWokeAndSleptGiveTheSameLogitsEveryTime() {
    Network network = Nets.plausible(Nets.mobileNetV2());
    Policy policy = PlausiblePolicies.uniform(network, 8, 8);
    Program program = Program.of(network, policy);
    byte[] input = RandomNetworks.input(new SplittableRandom(3), network.graph());
    try (Engine engine =
        NativePath.all(new PlanOptions(EnumSet.allOf(NativeKernel.class), 3, 1))
            .get(0)
            .prepare("pi", network, policy, program)) {
      agrees(engine, program, input);
      ByteBuffer direct = ByteBuffer.allocateDirect(input.length).put(input).flip();
      int[] first = new int[program.outputSize()];
      engine.infer(direct, IntBuffer.wrap(first));
      for (int i = 0; i < 300; i++) {
        int[] logits = new int[program.outputSize()];
        engine.infer(direct, IntBuffer.wrap(logits));
        assertThat(logits).isEqualTo(first);
      }
    }
  }

  @Example
  void closingAnEngineEndsItsThreads() {
    long before = threads();
    try (Engine engine = small(new PlanOptions(EnumSet.allOf(NativeKernel.class), 4, 1))) {
      assertThat(threads() - before).isEqualTo(3);
      assertThat(engine.info().path()).endsWith("-x4");
    }
    assertThat(threads()).isEqualTo(before);
  }

  @Example
  void anEngineWithoutALayerThatIsWorthItHasNoThreads() {
    long before = threads();
    try (Engine engine = small(PlanOptions.of(4))) {
      assertThat(threads()).as(engine.info().path()).isEqualTo(before);
    }
  }

  private static Engine small(PlanOptions options) {
    Network network = Nets.plausible(Nets.resnet(8));
    Policy policy = PlausiblePolicies.uniform(network, 8, 8);
    return NativePath.all(options)
        .get(0)
        .prepare("pi", network, policy, Program.of(network, policy));
  }

  private static long threads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> name(task).startsWith("requant-pi-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for a thread that has ended meanwhile. */
  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException e) {
      return "";
    }
  }

  @Example
  void impossibleNumbersOfWorkersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlanOptions.of(17))
        .withMessageContaining("17 workers")
        .withMessageContaining("1 to 16");
    assertThatIllegalArgumentException().isThrownBy(() -> PlanOptions.of(0));
  }
}
