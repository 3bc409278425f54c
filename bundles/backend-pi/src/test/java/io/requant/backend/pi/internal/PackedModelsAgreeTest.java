package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.Engine;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.PackedModels;
import io.requant.model.testing.RandomNetworks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What is read from packed files computes on every path as the reference does. */
class PackedModelsAgreeTest {

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void javaGivesTheReferencesLogitsOnPackedModels(@ForAll long seed) throws IOException {
    agrees(new VectorPath(), seed);
    agrees(new ScalarPath(), seed);
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void everyNativeUnitGivesTheReferencesLogitsOnPackedModels(@ForAll long seed) throws IOException {
    for (EnginePath path : Engines.nativePaths()) {
      agrees(path, seed);
    }
  }

  private static void agrees(EnginePath path, long seed) throws IOException {
    byte[] file = PackedModels.bytes(PackedModels.random(seed));
    Model model = ModelFile.read(new ByteArrayInputStream(file), "packed.rqm");
    Network network = model.network().orElseThrow();
    Policy policy = model.policies().get(0);
    Program program = Program.of(network, policy);
    byte[] input = RandomNetworks.input(new SplittableRandom(seed), network.graph());
    try (Engine engine = Engines.engine(path, network, policy)) {
      assertThat(Engines.logits(engine, network, input))
          .as(engine.info().path())
          .isEqualTo(Engines.reference(program, input));
    }
  }
}
