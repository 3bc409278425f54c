package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.requant.api.backend.Engine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineTest {

  private static final Network NETWORK = Nets.plausible(Nets.resnet(8));
  private static final Policy W8A8 = PlausiblePolicies.uniform(NETWORK, 8, 8);
  private static final Policy W4A4 = PlausiblePolicies.uniform(NETWORK, 4, 4);

  static List<EnginePath> paths() {
    return Engines.paths();
  }

  private static byte[] image(int seed) {
    return RandomNetworks.input(new SplittableRandom(seed), NETWORK.graph());
  }

  @ParameterizedTest
  @MethodSource("paths")
  void inputBufferThatIsTooShortIsRefusedWithBothSizes(EnginePath path) {
    try (Engine engine = Engines.engine(path, NETWORK, W8A8)) {
      ByteBuffer input = ByteBuffer.allocateDirect(3072);
      input.position(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.infer(input, IntBuffer.allocate(10)))
          .withMessageContaining("3071")
          .withMessageContaining("3072")
          .withMessageContaining("input");
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void logitsBufferThatIsTooShortIsRefusedAndLeftAsItWas(EnginePath path) {
    try (Engine engine = Engines.engine(path, NETWORK, W8A8)) {
      IntBuffer logits = IntBuffer.allocate(9);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.infer(Engines.direct(image(1)), logits))
          .withMessageContaining("logits");
      assertThat(logits.array()).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void buffersAreReadAndWrittenFromTheirPositionsWhichStay(EnginePath path) {
    try (Engine engine = Engines.engine(path, NETWORK, W8A8)) {
      int[] expected = Engines.logits(engine, NETWORK, image(1));
      ByteBuffer input = ByteBuffer.allocateDirect(3072 + 9);
      input.position(5).put(image(1)).position(5);
      IntBuffer logits = IntBuffer.allocate(14).position(3);
      engine.infer(input, logits);
      assertThat(input.position()).isEqualTo(5);
      assertThat(logits.position()).isEqualTo(3);
      int[] written = new int[10];
      logits.get(written);
      assertThat(written).isEqualTo(expected);
      assertThat(logits.get(13)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void imagesLeaveNoTraceInLaterResults(EnginePath path) {
    try (Engine engine = Engines.engine(path, NETWORK, W8A8)) {
      int[] alone = Engines.logits(engine, NETWORK, image(1));
      for (int seed = 2; seed < 8; seed++) {
        Engines.logits(engine, NETWORK, image(seed));
      }
      assertThat(Engines.logits(engine, NETWORK, image(1))).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void twoEnginesOfOneBackendRunAtTheSameTime(EnginePath path) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch start = new CountDownLatch(2);
      List<Future<Boolean>> results = new ArrayList<>();
      for (Policy policy : List.of(W8A8, W4A4)) {
        int[] expected = Engines.reference(Program.of(NETWORK, policy), image(3));
        results.add(
            threads.submit(
                () -> {
                  boolean same = true;
                  try (Engine engine = Engines.engine(path, NETWORK, policy)) {
                    start.countDown();
                    same &= start.await(10, TimeUnit.SECONDS);
                    for (int i = 0; i < 8; i++) {
                      int[] logits = Engines.logits(engine, NETWORK, image(3));
                      same &= java.util.Arrays.equals(logits, expected);
                    }
                  }
                  return same;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void closedEngineRefusesToInfer(EnginePath path) {
    Engine engine = Engines.engine(path, NETWORK, W8A8);
    engine.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Engines.logits(engine, NETWORK, image(1)))
        .withMessageContaining("closed");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void informationNamesWhatWasPrepared(EnginePath path) {
    try (Engine engine = Engines.engine(path, NETWORK, W4A4)) {
      assertThat(engine.info().backend()).isEqualTo("pi");
      boolean java = List.of("vector", "scalar").contains(path.name());
      assertThat(engine.info().path())
          .startsWith(java ? "java-" + path.name() : path.name())
          .endsWith(java ? "-f32" : "");
      assertThat(engine.info().network()).isEqualTo("resnet8");
      assertThat(engine.info().policy()).isEqualTo("w4a4");
      assertThat(engine.info().policyDigest()).isEqualTo(W4A4.digest());
      long weights = (java ? 4L : 1L) * NETWORK.weightCount();
      assertThat(engine.info().bytes()).isBetween(weights, weights + 2_000_000);
    }
  }

  static List<EnginePath> javaPaths() {
    return List.of(new VectorPath(), new ScalarPath());
  }

  @ParameterizedTest
  @MethodSource("javaPaths")
  void wideLayersAreComputedInDoublePrecision(EnginePath path) {
    Policy policy = PlausiblePolicies.uniform(NETWORK, 8, 16);
    try (Engine engine = Engines.engine(path, NETWORK, policy)) {
      assertThat(engine.info().path()).endsWith("-mixed");
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void inferenceAllocatesNothing(EnginePath path) {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    ByteBuffer input = Engines.direct(image(1));
    IntBuffer logits = IntBuffer.allocate(10);
    try (Engine engine = Engines.engine(path, NETWORK, W8A8)) {
      long fewest = Long.MAX_VALUE;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (fewest > 0 && System.nanoTime() < deadline) {
        long before = threads.getThreadAllocatedBytes(self);
        engine.infer(input, logits);
        fewest = Math.min(fewest, threads.getThreadAllocatedBytes(self) - before);
      }
      // The Vector API boxes until it is compiled: what counts is that it stops.
      assertThat(fewest).isZero();
    }
  }
}
