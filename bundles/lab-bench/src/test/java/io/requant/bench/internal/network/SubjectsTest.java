package io.requant.bench.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.bench.internal.Home;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.program.Program;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {

  private final Subjects subjects = new Subjects(Home.path(), Optional.empty(), 2, 1);

  /** Paper 3 as reconstructed: 80,986 parameters, 16.57 million operations, two a MAC. */
  @Test
  void the_depthwise_network_has_the_size_of_the_paper() {
    Graph graph = subjects.named("dsc7-96", "").network().graph();
    int parameters =
        graph.parametricLayers().stream()
            .mapToInt((Parametric p) -> p.weightCount() + p.outChannels())
            .sum();
    assertThat(parameters).isEqualTo(80_986);
    assertThat(2 * subjects.named("dsc7-96", "").macs() / 1e6).isCloseTo(16.57, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-cnn", "dsc7-32"})
  void the_real_network_computes_what_the_integers_do(String name) {
    Subject subject = subjects.named(name, "w8a8");
    Program program = Program.of(subject.network(), subject.policy());
    ReferenceExecutor integers = new ReferenceExecutor(program);
    FloatNetwork real = subject.real();
    FloatExecutor floats = new FloatExecutor(real);
    IntBuffer logits = IntBuffer.allocate(program.outputSize());
    for (byte[] input : subject.inputs()) {
      integers.infer(ByteBuffer.wrap(input), logits);
      float[] reals = new float[input.length];
      for (int i = 0; i < reals.length; i++) {
        reals[i] = (float) (input[i] * subject.network().inputScale());
      }
      float[] expected = floats.run(reals);
      float range = 0;
      for (float value : expected) {
        range = Math.max(range, Math.abs(value));
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat((float) (logits.get(i) * program.logitScale()))
            .isCloseTo(expected[i], within(0.1f * range));
      }
    }
  }

  @Test
  void peers_do_not_rectify_twice() {
    Subject narrow =
        subjects.atWidths(subjects.named("resnet20", "w8a8"), List.of("w4a4", "w8a8")).get(0);
    long before = rectifiers(narrow.network().graph());
    long after = rectifiers(narrow.real().graph());
    assertThat(after).isEqualTo(19).isLessThan(before);
  }

  private static long rectifiers(Graph graph) {
    return graph.layers().stream().filter(io.requant.model.graph.Relu.class::isInstance).count();
  }

  @Test
  void widths_are_as_wanted_and_the_seed_decides_the_rest() {
    Subject subject = subjects.named("mnist-cnn", "w8a8");
    List<Subject> widths = subjects.atWidths(subject, List.of("w2a2", "w16a16"));
    assertThat(widths).extracting(s -> s.policy().name()).containsExactly("w2a2", "w16a16");
    assertThat(widths.get(1).policy().layers().get(1).weightBits()).isEqualTo(16);
    assertThat(subjects.atWidths(subject, List.of("w2a2", "w16a16")).get(0).policy().digest())
        .isEqualTo(widths.get(0).policy().digest());
  }
}
