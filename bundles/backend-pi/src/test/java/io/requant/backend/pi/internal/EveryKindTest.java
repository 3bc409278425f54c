package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.requant.api.backend.Engine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EveryKindTest {

  private static final Network NETWORK = KindsNet.make();
  private static final byte[] IMAGE =
      RandomNetworks.input(new SplittableRandom(3), NETWORK.graph());

  static Stream<Arguments> pathsAndPolicies() {
    return Engines.paths().stream()
        .flatMap(
            path ->
                Stream.of(8, 16)
                    .map(bits -> Arguments.of(path, PlausiblePolicies.uniform(NETWORK, 8, bits))));
  }

  @Test
  void theNetworkHasEveryKindOfStep() {
    Program program = Program.of(NETWORK, PlausiblePolicies.uniform(NETWORK, 8, 8));
    assertThat(program.steps())
        .<Class<?>>extracting(Step::getClass)
        .contains(Step.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("pathsAndPolicies")
  void logitsAreTheReferences(EnginePath path, Policy policy) {
    try (Engine engine = Engines.engine(path, NETWORK, policy)) {
      assertThat(Engines.logits(engine, NETWORK, IMAGE))
          .isEqualTo(Engines.reference(Program.of(NETWORK, policy), IMAGE));
    }
  }

  @ParameterizedTest
  @MethodSource("pathsAndPolicies")
  void inferenceAllocatesNothing(EnginePath path, Policy policy) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    ByteBuffer input = Engines.direct(IMAGE);
    IntBuffer logits = IntBuffer.allocate(12);
    try (Engine engine = Engines.engine(path, NETWORK, policy)) {
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
