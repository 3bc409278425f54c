package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.requant.api.backend.Engine;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuBackendTest {

  private final CpuBackend backend = new CpuBackend("pi", new ScalarPath());
  private final Network network = Nets.plausible(Nets.resnet(8));

  @Test
  void everyPolicyThatFitsIsSupported() throws UnsupportedPolicyException {
    Policy policy = PlausiblePolicies.uniform(network, 3, 5);
    assertThat(backend.supports(network, policy).supported()).isTrue();
    try (Engine engine = backend.prepare(network, policy)) {
      assertThat(engine.info().backend()).isEqualTo("pi");
    }
  }

  @Test
  void policyOfAnotherNetworkIsRefused() {
    Network other = Nets.plausible(Nets.separable(4, 2));
    Policy policy = PlausiblePolicies.uniform(other, 8, 8);
    assertThat(backend.supports(network, policy).obstacles()).singleElement().isNotNull();
    assertThatExceptionOfType(PolicyMismatchException.class)
        .isThrownBy(() -> backend.prepare(network, policy));
  }

  @Test
  void tensorThatPaddingBlowsUpIsRefusedByNameInsteadOfExhaustingTheHeap() {
    Window window = new Window(255, 1, 1, 1, 254, 0, 0, 0);
    Graph graph =
        new Graph(
            "padded",
            new Shape(1, 65_536, 64),
            new Normalisation(Collections.nCopies(64, 0.0), Collections.nCopies(64, 1.0)),
            List.of(new Conv("giant", Graph.INPUT, 64, 64, window, 64)),
            List.of());
    Network hostile = Nets.plausible(graph);
    Policy policy = PlausiblePolicies.uniform(hostile, 8, 8);
    assertThat(backend.supports(hostile, policy).obstacles())
        .singleElement()
        .asString()
        .contains("elements");
    assertThatExceptionOfType(UnsupportedPolicyException.class)
        .isThrownBy(() -> backend.prepare(hostile, policy))
        .withMessageContaining("'pi'");
  }
}
