package io.requant.training.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.TensorSpec;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import io.requant.training.TrainingResult;
import io.requant.training.Update;
import io.requant.training.testing.TinyRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method with everything that the interface offers: what the three real ones are made of. */
class TrainingMethodTest {
  @TempDir Path directory;

  /** Half of the stem's weights are masked; weights get a learned gain; a second set of norms. */
  private static final class Everything implements TrainingMethod {
    private final double rate;

    Everything(double rate) {
      this.rate = rate;
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("gainRate", Double.toString(rate));
    }

    @Override
    public Map<TensorSpec, float[]> tensors() {
      Map<TensorSpec, float[]> tensors = new LinkedHashMap<>();
      float[] mask = new float[8 * 27];
      Arrays.fill(mask, 1);
      tensors.put(new TensorSpec("mask", List.of(8, 3, 3, 3), new Update.Fixed()), mask);
      tensors.put(new TensorSpec("gain", List.of(), new Update.Adam(rate)), new float[] {1});
      tensors.put(new TensorSpec("unused", List.of(2), new Update.Descent(1, 0)), new float[2]);
      float[] ones = new float[8];
      Arrays.fill(ones, 1);
      Update trained = new Update.Descent(1, 0);
      tensors.put(new TensorSpec("stem@low.gamma", List.of(8), trained), ones);
      tensors.put(new TensorSpec("stem@low.beta", List.of(8), trained), new float[8]);
      tensors.put(
          new TensorSpec("stem@low.mean", List.of(8), new Update.Statistic()), new float[8]);
      tensors.put(new TensorSpec("stem@low.variance", List.of(8), new Update.Statistic()), ones);
      return tensors;
    }

    @Override
    public Map<String, String> script() {
      return Map.of(
          "masked",
          """
            def masked(self: __torch__.Net, g: Tensor, w: Tensor, m: Tensor) -> Tensor:
              return torch.mul(torch.mul(w, m), g)
          """);
    }

    @Override
    public LayerHook layers(Pass pass) {
      return new LayerHook() {
        @Override
        public NDArray weights(Parametric layer, NDArray weights) {
          if (!layer.name().equals("stem")) {
            return weights;
          }
          NDArray gain = pass.manager().create(1f).mul(pass.tensor("gain"));
          return pass.call("masked", gain, weights, pass.tensor("mask"));
        }

        @Override
        public String normalisation(Conv layer) {
          return layer.name().equals("stem") ? "stem@low" : layer.name();
        }
      };
    }

    @Override
    public NDArray loss(TrainingPass pass) {
      NDArray low = pass.crossEntropy(pass.logits(layers(pass), true));
      NDArray plain = pass.crossEntropy(pass.logits(LayerHook.NONE, true));
      return low.add(plain);
    }

    @Override
    public void stepFinished(long step, long steps, Function<String, NDArray> tensors) {
      if (step == steps / 2) {
        NDArray mask = tensors.apply("mask");
        mask.subi(mask).addi(0); // everything is masked from here on
      }
    }
  }

  @Test
  void every_kind_of_tensor_is_moved_by_its_own_rule() throws Exception {
    Map<String, float[]> tensors = run(new Everything(0.01), "a").network().tensors();
    assertThat(tensors.get("gain")[0]).isNotEqualTo(1);
    assertThat(tensors.get("unused")).containsOnly(0);
    assertThat(tensors.get("mask")).containsOnly(0);
    assertThat(tensors.get("stem@low.variance")[0]).isNotEqualTo(1);
    assertThat(tensors.get("stem@low.gamma")).isNotEqualTo(tensors.get("stem.gamma"));
  }

  @Test
  void a_method_with_other_settings_does_not_resume_the_run() throws Exception {
    run(new Everything(0.01), "a");
    Checkpoint saved = CheckpointFile.read(directory.resolve("a"));
    assertThatThrownBy(
            () -> new TrainingRun(job(new Everything(0.02)), directory.resolve("a"), saved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gainRate is 0.01 in the checkpoint, 0.02 now");
  }

  @Test
  void a_run_starts_from_the_weights_it_is_given() throws Exception {
    Map<String, float[]> first = run(TrainingMethod.PLAIN, "a").network().tensors();
    TrainingJob still =
        new TrainingJob(
            TinyRun.config().with(1, null, null, null, null, null),
            TinyRun.graph(),
            TinyRun.data(),
            directory,
            false,
            first,
            new TrainingMethod() {
              @Override
              public NDArray loss(TrainingPass pass) {
                return pass.crossEntropy(pass.logits(LayerHook.NONE, false)).mul(0);
              }
            });
    try (TrainingRun run = new TrainingRun(still, directory.resolve("b"), null)) {
      float[] gamma = run.run(record -> {}).network().tensors().get("stem.gamma");
      assertThat(gamma).containsExactly(first.get("stem.gamma"), within(1e-6f));
    }
  }

  private TrainingJob job(TrainingMethod method) {
    return new TrainingJob(
        TinyRun.config(), TinyRun.graph(), TinyRun.data(), directory, false, Map.of(), method);
  }

  private TrainingResult run(TrainingMethod method, String name) throws Exception {
    try (TrainingRun run = new TrainingRun(job(method), directory.resolve(name), null)) {
      return run.run(record -> {});
    }
  }
}
