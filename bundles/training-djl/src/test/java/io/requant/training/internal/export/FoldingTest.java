package io.requant.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.reference.FloatExecutor;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import io.requant.training.LayerHook;
import io.requant.training.TensorSpec;
import io.requant.training.internal.backbone.ResNetProjected;
import io.requant.training.internal.data.BatchFiller;
import io.requant.training.internal.torch.ForwardPass;
import io.requant.training.internal.torch.LayerTensor;
import io.requant.training.internal.torch.Precision;
import io.requant.training.internal.torch.Script;
import io.requant.training.internal.torch.ScriptSource;
import io.requant.training.internal.torch.Tensors;
import io.requant.training.testing.TinyRun;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FoldingTest {

  @Test
  void one_channel_is_folded_as_computed_by_hand() {
    Graph graph = TinyRun.graph();
    Map<String, float[]> values = randomValues(LayerTensor.specs(graph, 0));
    FloatNetwork folded = Folding.fold(graph, values);
    Conv stem = (Conv) graph.layer("stem");
    double factor = values.get("stem.gamma")[2] / Math.sqrt(values.get("stem.variance")[2] + 1e-5);
    // output channel 2, kernel row 1, column 2, input channel 1: the orders differ
    float original = values.get("stem.weight")[((2 * 3 + 1) * 3 + 1) * 3 + 2];
    float[] weights = folded.parameters().get("stem").weights();
    assertThat(weights).hasSize(stem.weightCount());
    assertThat(weights[((2 * 3 + 1) * 3 + 2) * 3 + 1]).isEqualTo((float) (original * factor));
    assertThat(folded.parameters().get("stem").bias()[2])
        .isEqualTo((float) (values.get("stem.beta")[2] - values.get("stem.mean")[2] * factor));
  }

  @Test
  void the_folded_network_computes_what_the_normalised_one_did() {
    assertSameLogits(TinyRun.graph(), TinyRun.data().test());
  }

  @Test
  void folding_keeps_the_logits_of_a_residual_network() {
    LabelledImages images = TinyRun.data().test();
    assertSameLogits(
        Backbones.create(
            "resnet20",
            new BackboneInput(images.shape(), TinyRun.graph().normalisation(), images.classes())),
        images);
  }

  @Test
  void folding_keeps_the_logits_of_bottlenecks_with_projections() {
    LabelledImages images = TinyRun.data().test();
    BackboneInput input =
        new BackboneInput(images.shape(), TinyRun.graph().normalisation(), images.classes());
    assertSameLogits(ResNetProjected.bottlenecks("small", input, 4, 2, 2), images);
  }

  private static void assertSameLogits(Graph graph, LabelledImages images) {
    List<TensorSpec> specs = LayerTensor.specs(graph, 0);
    Map<String, float[]> values = randomValues(specs);
    float[][] expected = torchLogits(graph, specs, values, images);
    FloatExecutor folded = new FloatExecutor(Folding.fold(graph, values));
    BatchFiller filler = new BatchFiller(images, graph.normalisation(), Augmentation.NONE);
    for (int i = 0; i < expected.length; i++) {
      float[] pixels = new float[images.shape().size()];
      filler.plain(i, FloatBuffer.wrap(pixels));
      assertThat(folded.run(pixels)).containsExactly(expected[i], within(1e-4f));
    }
  }

  private static float[][] torchLogits(
      Graph graph, List<TensorSpec> specs, Map<String, float[]> values, LabelledImages images) {
    int count = 6;
    io.requant.model.graph.Shape shape = images.shape();
    FloatBuffer pixels = FloatBuffer.allocate(count * shape.size());
    BatchFiller filler = new BatchFiller(images, graph.normalisation(), Augmentation.NONE);
    for (int i = 0; i < count; i++) {
      filler.plain(i, pixels);
    }
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, ScriptSource.of(graph))) {
      Map<String, NDArray> tensors = Tensors.create(manager, specs, values);
      NDArray batch =
          manager
              .create(
                  pixels.array(), new Shape(count, shape.height(), shape.width(), shape.channels()))
              .transpose(0, 3, 1, 2);
      float[] logits =
          new ForwardPass(graph, script)
              .logits(batch, tensors::get, LayerHook.NONE, false, Precision.FLOAT32)
              .toFloatArray();
      int classes = logits.length / count;
      float[][] rows = new float[count][classes];
      for (int i = 0; i < count; i++) {
        System.arraycopy(logits, i * classes, rows[i], 0, classes);
      }
      return rows;
    }
  }

  /** Statistics and scales away from their neutral values, and weights of a sensible size. */
  private static Map<String, float[]> randomValues(List<TensorSpec> specs) {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      float[] value = new float[spec.size()];
      boolean weights = spec.name().endsWith(".weight");
      boolean positive = spec.name().endsWith(".gamma") || spec.name().endsWith(".variance");
      double scale = weights ? Math.sqrt(1.0 * spec.shape().get(0) / spec.size()) : 0.3;
      for (int i = 0; i < value.length; i++) {
        value[i] = (float) (positive ? 0.5 + random.nextDouble() : scale * random.nextGaussian());
      }
      values.put(spec.name(), value);
    }
    return values;
  }
}
