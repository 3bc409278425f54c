package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.Engine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ExtremesTest {

  @Property(tries = 20)
  void everyNativeUnitGivesTheReferencesLogitsAtTheEndsOfTheRange(
      @ForAll @IntRange(min = 2, max = 8) int weightBits,
      @ForAll @IntRange(min = 7, max = 16) int activationBits) {
    agree(ExtremeNets.plausible(), weightBits, activationBits);
  }

  @Property(tries = 20)
  void everyNativeUnitGivesTheReferencesLogitsAtTheEndsOfTheRangeOfWeightsToo(
      @ForAll @IntRange(min = 2, max = 8) int weightBits,
      @ForAll @IntRange(min = 2, max = 16) int activationBits,
      @ForAll long seed) {
    agree(ExtremeNets.largest(seed), weightBits, activationBits);
  }

  private static void agree(Network network, int weightBits, int activationBits) {
    Policy policy = ExtremeNets.saturating(network, weightBits, activationBits);
    Program program = Program.of(network, policy);
    for (EnginePath path : Engines.nativePaths()) {
      try (Engine engine = Engines.engine(path, network, policy)) {
        for (int phase = 0; phase < ExtremeNets.PERIOD * ExtremeNets.PERIOD; phase++) {
          byte[] input =
              ExtremeNets.squares(phase / ExtremeNets.PERIOD, phase % ExtremeNets.PERIOD);
          assertThat(Engines.logits(engine, network, input))
              .as("%s on %s, phase %d", policy.name(), engine.info().path(), phase)
              .isEqualTo(Engines.reference(program, input));
        }
      }
    }
  }
}
