package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class SupportsTest {

  private final CpuBackend backend = new CpuBackend("pi", new ScalarPath());

  @Provide
  Arbitrary<TestCase> cases() {
    return TestCase.arbitrary();
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void whatIsSupportedCanBePrepared(@ForAll("cases") TestCase random)
      throws UnsupportedPolicyException {
    assertThat(backend.supports(random.network(), random.policy()).supported()).isTrue();
    backend.prepare(random.network(), random.policy()).close();
  }

  private void refusedByBoth(Shape input, Window window, int outputs) {
    int channels = input.channels();
    Network hostile =
        Nets.plausible(
            new Graph(
                "hostile",
                input,
                new Normalisation(
                    Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0)),
                List.of(new Conv("giant", Graph.INPUT, channels, outputs, window, channels)),
                List.of()));
    Policy policy = PlausiblePolicies.uniform(hostile, 8, 8);
    List<String> obstacles = backend.supports(hostile, policy).obstacles();
    assertThat(obstacles).singleElement().asString().contains("elements");
    assertThatExceptionOfType(UnsupportedPolicyException.class)
        .isThrownBy(() -> backend.prepare(hostile, policy))
        .withMessageContaining(obstacles.get(0));
  }

  @Example
  void paddingThatIsTooMuchIsRefusedInTheSameWords() {
    refusedByBoth(new Shape(1, 65_536, 64), new Window(255, 1, 1, 1, 254, 0, 0, 0), 64);
  }

  @Example
  void aStrideThatSpreadsTooFarIsRefusedInTheSameWords() {
    refusedByBoth(new Shape(1, 65_536, 64), new Window(255, 1, 2, 1, 254, 0, 0, 0), 64);
  }

  @Example
  void askingCostsASmallPartOfTheMemoryOfPreparing() throws UnsupportedPolicyException {
    Network network = Nets.resnet20();
    Policy policy = PlausiblePolicies.uniform(network, 8, 8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long start = threads.getThreadAllocatedBytes(self);
    assertThat(backend.supports(network, policy).supported()).isTrue();
    long asked = threads.getThreadAllocatedBytes(self);
    backend.prepare(network, policy).close();
    long prepared = threads.getThreadAllocatedBytes(self);
    assertThat(asked - start).isLessThan((prepared - asked) / 2);
  }
}
