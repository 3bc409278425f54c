package io.requant.backend.reference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.requant.api.backend.Engine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {

  private final ReferenceBackend backend = new ReferenceBackend();
  private final Network network = Nets.plausible(Nets.separable(4, 2));
  private final Policy policy = PlausiblePolicies.uniform(network, 5, 6);

  private ByteBuffer image() {
    byte[] bytes = RandomNetworks.input(new SplittableRandom(1), network.graph());
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Test
  void logitsAreThoseOfTheReferenceExecutor() {
    IntBuffer expected = IntBuffer.allocate(10);
    new ReferenceExecutor(Program.of(network, policy)).infer(image(), expected);
    IntBuffer logits = IntBuffer.allocate(10);
    try (Engine engine = backend.prepare(network, policy)) {
      engine.infer(image(), logits);
    }
    assertThat(logits).isEqualTo(expected);
    assertThat(logits.array()).isNotEqualTo(new int[10]);
  }

  @Test
  void informationNamesBackendNetworkAndPolicy() {
    try (Engine engine = backend.prepare(network, policy)) {
      assertThat(engine.info().backend()).isEqualTo("reference");
      assertThat(engine.info().path()).isEqualTo("reference");
      assertThat(engine.info().network()).isEqualTo(network.name());
      assertThat(engine.info().policyDigest()).isEqualTo(policy.digest());
      assertThat(engine.info().bytes()).isGreaterThan(2L * network.weightCount());
    }
  }

  @Test
  void policyOfAnotherNetworkIsAnObstacleAndCannotBePrepared() {
    Network other = Nets.plausible(Nets.separable(4, 3));
    assertThat(backend.supports(network, policy).supported()).isTrue();
    assertThat(backend.supports(other, policy).obstacles()).singleElement().isNotNull();
    assertThatExceptionOfType(PolicyMismatchException.class)
        .isThrownBy(() -> backend.prepare(other, policy));
  }

  @Test
  void buffersThatAreTooShortAreRefused() {
    try (Engine engine = backend.prepare(network, policy)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.infer(ByteBuffer.allocateDirect(3071), IntBuffer.allocate(10)))
          .withMessageContaining("3072");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.infer(image(), IntBuffer.allocate(9)))
          .withMessageContaining("logits");
    }
  }

  @Test
  void closedEngineRefusesToInfer() {
    Engine engine = backend.prepare(network, policy);
    engine.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> engine.infer(image(), IntBuffer.allocate(10)));
  }
}
