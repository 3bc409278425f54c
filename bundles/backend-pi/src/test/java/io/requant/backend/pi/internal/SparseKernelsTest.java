package io.requant.backend.pi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.SparseNets.Pattern;
import io.requant.backend.pi.internal.jni.NativeKernel;
import io.requant.backend.pi.internal.jni.NativePath;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.TestCase;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class SparseKernelsTest {

  private static List<EnginePath> units(Set<NativeKernel> kernels) {
    Engines.nativePaths();
    return NativePath.all(kernels).stream().filter(EnginePath::available).skip(1).toList();
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void listsOfWordsGiveTheReferencesLogitsOnEveryUnit(@ForAll long seed) {
    agree(units(EnumSet.of(NativeKernel.WORDS)), SparseNets.of(seed));
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void listsOfBlocksGiveTheReferencesLogitsOnEveryUnit(@ForAll long seed) {
    agree(units(EnumSet.of(NativeKernel.BLOCKS)), SparseNets.of(seed));
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void whateverIsChosenGivesTheReferencesLogitsOnEveryUnit(@ForAll long seed) {
    agree(units(EnumSet.allOf(NativeKernel.class)), SparseNets.of(seed));
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void listsOfWordsGiveTheReferencesLogitsOnAnyNetwork(@ForAll long seed) {
    agree(units(EnumSet.of(NativeKernel.WORDS)), TestCase.of(seed, 8, 8));
  }

  private static void agree(List<EnginePath> paths, TestCase random) {
    Program program = Program.of(random.network(), random.policy());
    for (EnginePath path : paths) {
      try (Engine engine = Engines.engine(path, random.network(), random.policy())) {
        for (int image = 0; image < 2; image++) {
          byte[] input = random.input(image);
          assertThat(Engines.logits(engine, random.network(), input))
              .as("image %d on %s of %d", image, path.name(), random.seed())
              .isEqualTo(Engines.reference(program, input));
        }
      }
    }
  }

  private static int sparseLayers(Set<NativeKernel> kernels, Pattern pattern, int percent) {
    Network network = SparseNets.withZeros(1, Nets.resnet(20), pattern, percent);
    Policy policy = PlausiblePolicies.uniform(network, 8, 8);
    try (Engine engine = Engines.engine(units(kernels).get(0), network, policy)) {
      return engine.info().sparseLayers();
    }
  }

  @Example
  void layersWithoutZerosStayDense() {
    assertThat(sparseLayers(EnumSet.allOf(NativeKernel.class), Pattern.WORD, 0)).isZero();
  }

  @Example
  void mostLayersOfANetworkWithNineTenthsOfZeroBlocksSkipThem() {
    Set<NativeKernel> all = EnumSet.allOf(NativeKernel.class);
    assertThat(sparseLayers(all, Pattern.WORD, 90)).isGreaterThanOrEqualTo(12);
    assertThat(sparseLayers(all, Pattern.BLOCK, 90)).isGreaterThanOrEqualTo(15);
  }

  @Example
  void planThatAllowsOneKernelGetsIt() {
    assertThat(sparseLayers(EnumSet.of(NativeKernel.WORDS), Pattern.WORD, 0)).isEqualTo(20);
    assertThat(sparseLayers(EnumSet.of(NativeKernel.BLOCKS), Pattern.WORD, 0)).isEqualTo(20);
  }

  @Example
  void kernelsThatAreNotAllowedDoNotServe() {
    assertThat(sparseLayers(EnumSet.of(NativeKernel.WINOGRAD), Pattern.WORD, 95)).isZero();
  }
}
