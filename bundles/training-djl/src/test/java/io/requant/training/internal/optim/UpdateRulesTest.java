package io.requant.training.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.torch.Script;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpdateRulesTest {
  private static final float TOLERANCE = 1e-6f;

  private final NDManager manager = NDManager.newBaseManager();
  private final Script script = new Script(manager, UpdateRules.script());
  private final UpdateRules rules = new UpdateRules(script, 0.9, 0.5);

  @AfterEach
  void close() {
    script.close();
    manager.close();
  }

  @Test
  void nesterov_follows_the_formula_over_two_steps() {
    TensorSpec spec = new TensorSpec("w", List.of(2), new Update.Descent(1, 0.01));
    TrainingState state = state(spec, new float[] {1, -2});

    step(state, 0.1, 0, new float[] {0.5f, 1});
    // d = 0.5 + 0.01 * 1 = 0.51; v = 0.51; w = 1 - 0.1 * (0.51 + 0.9 * 0.51)
    // d = 1 + 0.01 * -2 = 0.98; v = 0.98; w = -2 - 0.1 * (0.98 + 0.9 * 0.98)
    assertValues(state.value("w"), 0.9031f, -2.1862f);

    step(state, 0.1, 1, new float[] {0, 0});
    // d = 0.009031; v = 0.9 * 0.51 + 0.009031 = 0.468031; w -= 0.1 * (0.009031 + 0.4212279)
    assertThat(state.value("w").toFloatArray()[0]).isCloseTo(0.8600741f, within(TOLERANCE));
  }

  @Test
  void gradients_of_the_replicas_are_averaged() {
    TensorSpec spec = new TensorSpec("w", List.of(1), new Update.Descent(1, 0));
    TrainingState state = state(spec, new float[] {1});
    rules.step(state, List.of(gradients(1f), gradients(3f)), manager, name -> 0.1, 0, 0, 1);
    assertValues(state.value("w"), 1 - 0.1f * 2 * 1.9f);
  }

  @Test
  void the_rate_factor_scales_the_rate() {
    TensorSpec spec = new TensorSpec("w", List.of(1), new Update.Descent(0.1, 0));
    TrainingState state = state(spec, new float[] {1});
    step(state, 0.5, 0, new float[] {1});
    assertValues(state.value("w"), 1 - 0.05f * 1.9f);
  }

  @Test
  void adam_moves_by_its_rate_in_the_first_step_whatever_the_gradient() {
    TensorSpec spec = new TensorSpec("w", List.of(2), new Update.Adam(0.01));
    TrainingState state = state(spec, new float[] {1, 1});
    step(state, 0.5, 0, new float[] {1e-3f, -100});
    assertThat(state.value("w").toFloatArray()[0]).isCloseTo(0.99f, within(1e-5f));
    assertThat(state.value("w").toFloatArray()[1]).isCloseTo(1.01f, within(1e-5f));
  }

  @Test
  void adam_follows_the_formula_in_the_second_step() {
    TensorSpec spec = new TensorSpec("w", List.of(1), new Update.Adam(0.01));
    TrainingState state = state(spec, new float[] {1});
    step(state, 0.5, 0, new float[] {1});
    step(state, 0.5, 1, new float[] {3});
    // m = 0.09 + 0.3 = 0.39, corrected 0.39 / 0.19; v = 0.000999 + 0.009, corrected / 0.001999
    double expected = 0.99 - 0.01 * (0.39 / 0.19) / Math.sqrt(0.009999 / 0.001999);
    assertThat(state.value("w").toFloatArray()[0]).isCloseTo((float) expected, within(1e-5f));
  }

  @Test
  void the_average_follows_quickly_at_first_and_then_with_its_decay() {
    TensorSpec spec = new TensorSpec("w", List.of(1), new Update.Descent(0, 0));
    TrainingState state = state(spec, new float[] {0});
    state.value("w").addi(1);
    step(state, 0.1, 0, new float[] {0}); // keeps (1 + 0) / (10 + 0) of 0
    assertValues(state.average("w"), 0.9f);
    state.value("w").addi(1);
    step(state, 0.1, 1000, new float[] {0}); // keeps 0.5 of 0.9
    assertValues(state.average("w"), 1.45f);
  }

  private TrainingState state(TensorSpec spec, float[] values) {
    Map<String, float[]> initial = new LinkedHashMap<>();
    initial.put(spec.name(), values);
    return new TrainingState(
        manager, List.of(spec), 1, Snapshot.initial(List.of(spec), 1, initial));
  }

  private void step(TrainingState state, double rate, long step, float[] gradient) {
    rules.step(state, List.of(gradients(gradient)), manager, name -> rate, step, 0, 1);
  }

  private Map<String, NDArray> gradients(float... gradient) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    gradients.put("w", manager.create(gradient));
    return gradients;
  }

  private static void assertValues(NDArray actual, float... expected) {
    assertThat(actual.toFloatArray()).containsExactly(expected, within(TOLERANCE));
  }
}
