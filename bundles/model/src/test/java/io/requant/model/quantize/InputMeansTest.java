package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.Program;
import io.requant.model.program.TensorSpec;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InputMeansTest {

  private static final int IMAGES = 5;

  @Property(tries = 12, seed = "3")
  void theyAreTheMeansOfTheIntegersThatTheReferenceComputes(
      @ForAll @IntRange(min = 0, max = 500) int seed) {
    FloatNetwork floats = SampleNetworks.everyLayer(seed);
    List<byte[]> pixels = SampleNetworks.pixels(floats.graph().inputShape(), IMAGES, seed);
    SharedNetwork shared =
        new SharedStart(floats, CalibrationImages.ofPixels(pixels)).network(List.of(8, 4));
    Graph graph = shared.graph();
    Policy policy = policy(shared, pixels, 4 + 4 * (seed % 2));
    Map<String, float[][]> means =
        new InputMeans(shared.network(), policy).of(CalibrationImages.ofPixels(pixels));
    ReferenceExecutor reference = new ReferenceExecutor(Program.of(shared.network(), policy));
    InputEncoder encoder = new InputEncoder(graph.normalisation(), shared.network().inputScale());
    for (int i = 0; i < IMAGES; i++) {
      ByteBuffer input = ByteBuffer.allocate(pixels.get(i).length);
      encoder.encode(pixels.get(i), input);
      reference.infer(input.flip(), IntBuffer.allocate(graph.outputShape().size()));
      for (Parametric layer : graph.parametricLayers()) {
        String read = ((Layer) layer).inputs().get(0);
        double[] expected = expected(reference, read, scale(shared, policy, read));
        for (int c = 0; c < expected.length; c++) {
          assertThat((double) means.get(layer.name())[i][c])
              .as("%s, image %d, channel %d", layer.name(), i, c)
              .isCloseTo(expected[c], within(1e-6 * (1 + Math.abs(expected[c]))));
        }
      }
    }
  }

  @Test
  void aPolicyOfAnotherNetworkIsRefused() {
    SharedNetwork first = shared(1);
    SharedNetwork second = shared(2);
    Shape shape = first.graph().inputShape();
    Policy policy = policy(first, SampleNetworks.pixels(shape, IMAGES, 1), 8);
    assertThatThrownBy(() -> new InputMeans(second.network(), policy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was made for network");
  }

  private static SharedNetwork shared(int seed) {
    FloatNetwork floats = SampleNetworks.everyLayer(seed);
    List<byte[]> pixels = SampleNetworks.pixels(floats.graph().inputShape(), IMAGES, seed);
    return new SharedStart(floats, CalibrationImages.ofPixels(pixels)).network(List.of(8, 4));
  }

  private static Policy policy(SharedNetwork shared, List<byte[]> pixels, int bits) {
    return new PolicyEstimator(shared, CalibrationImages.ofPixels(pixels))
        .estimate("p", WidthChoice.uniform(shared.points(), bits, bits));
  }

  private static double scale(SharedNetwork shared, Policy policy, String tensor) {
    FusionPlan.PlannedStep source = FusionPlan.of(shared.graph()).scaleSource(tensor);
    return source == null
        ? shared.network().inputScale()
        : policy.layers().stream()
            .filter(entry -> entry.layer().equals(source.anchor().name()))
            .mapToDouble(LayerPolicy::outputScale)
            .findFirst()
            .orElseThrow();
  }

  private static double[] expected(ReferenceExecutor reference, String tensor, double scale) {
    List<TensorSpec> tensors = reference.tensors();
    int index = tensors.stream().map(TensorSpec::name).toList().indexOf(tensor);
    Shape shape = tensors.get(index).shape();
    int[] values = reference.tensor(index);
    double[] means = new double[shape.channels()];
    for (int k = 0; k < values.length; k++) {
      means[k % means.length] += values[k] * scale / (shape.height() * shape.width());
    }
    return means;
  }
}
