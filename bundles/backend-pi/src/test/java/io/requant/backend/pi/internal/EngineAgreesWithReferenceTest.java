package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.Engine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import io.requant.model.testing.TestCase;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class EngineAgreesWithReferenceTest {

  @Provide
  Arbitrary<TestCase> cases() {
    return TestCase.arbitrary();
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void vectorPathGivesTheReferencesLogitsOnAnyNetwork(@ForAll("cases") TestCase random) {
    agrees(new VectorPath(), random);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void scalarPathGivesTheReferencesLogitsOnAnyNetwork(@ForAll("cases") TestCase random) {
    agrees(new ScalarPath(), random);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void everyNativeUnitGivesTheReferencesLogitsOnAnyNetwork(@ForAll("cases") TestCase random) {
    for (EnginePath path : Engines.nativePaths()) {
      agrees(path, random);
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void everyNativeUnitGivesTheReferencesLogitsOnSquareConvolutions(@ForAll long seed) {
    for (EnginePath path : Engines.nativePaths()) {
      agrees(path, SquareNets.of(seed));
    }
  }

  private static void agrees(EnginePath path, TestCase random) {
    Program program = Program.of(random.network(), random.policy());
    try (Engine engine = Engines.engine(path, random.network(), random.policy())) {
      // The second image runs over what the first one left in every buffer.
      for (int image = 0; image < 2; image++) {
        byte[] input = random.input(image);
        assertThat(Engines.logits(engine, random.network(), input))
            .as("image %d on %s", image, engine.info().path())
            .isEqualTo(Engines.reference(program, input));
      }
    }
  }

  @Example
  void everyPathGivesTheReferencesLogitsOnWellKnownNetworks() {
    int[][] widths = {{8, 8}, {4, 4}, {2, 2}, {8, 16}, {3, 11}};
    for (Network network :
        new Network[] {
          Nets.plausible(Nets.resnet(8)),
          Nets.plausible(Nets.mobileNetV2()),
          Nets.plausible(Nets.separable(12, 6))
        }) {
      byte[] input = RandomNetworks.input(new SplittableRandom(7), network.graph());
      for (int[] width : widths) {
        Policy policy = PlausiblePolicies.uniform(network, width[0], width[1]);
        int[] expected = Engines.reference(Program.of(network, policy), input);
        for (EnginePath path : Engines.paths()) {
          try (Engine engine = Engines.engine(path, network, policy)) {
            assertThat(Engines.logits(engine, network, input))
                .as("%s %s on %s", network.name(), policy.name(), engine.info().path())
                .isEqualTo(expected);
          }
        }
      }
    }
  }
}
