package io.requant.bench.internal.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.bench.internal.Home;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.network.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrtCandidateTest {

  private static final String[] FLOAT_OPERATORS = {
    "Conv", "FusedConv", "Gemm", "FusedGemm", "Add", "Relu", "Clip", "MatMul", "AveragePool"
  };

  private final Subjects subjects = new Subjects(Home.path(), Optional.empty(), 2, 1);
  private final OrtRuntime runtime = new OrtRuntime();

  @ParameterizedTest
  @CsvSource({"mnist-cnn, 3", "resnet20, 19", "dsc7-32, 15"})
  void the_optimizer_leaves_nothing_that_computes_in_floats(String name, int convolutions)
      throws Exception {
    byte[] model = new OrtCandidate(runtime, true).model(subjects.named(name, "w8a8"));
    Map<String, Integer> operators = runtime.operators(model);
    assertThat(operators)
        .doesNotContainKeys(FLOAT_OPERATORS)
        .containsEntry("QLinearConv", convolutions)
        .containsEntry("QGemm", 1);
    assertThat(operators.getOrDefault("DequantizeLinear", 0)).isZero();
  }

  @Test
  void both_forms_compute_the_network() throws Exception {
    Subject subject = subjects.named("mnist-cnn", "w8a8");
    List<double[]> integer = logits(subject, true);
    List<double[]> floats = logits(subject, false);
    for (int i = 0; i < integer.size(); i++) {
      assertThat(integer.get(i)).containsExactly(floats.get(i), within(0.2));
    }
  }

  private List<double[]> logits(Subject subject, boolean integer) throws Exception {
    List<double[]> logits = new ArrayList<>();
    try (Entry entry = new OrtCandidate(runtime, integer).on(subject).prepare(subject.policy())) {
      for (byte[] image : subject.inputs()) {
        entry.input(image);
        entry.infer();
        logits.add(entry.logits());
      }
    }
    return logits;
  }
}
