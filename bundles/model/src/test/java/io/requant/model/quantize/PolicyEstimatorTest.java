package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PolicyEstimatorTest {

  private static final List<Integer> WIDTHS = List.of(8, 6, 4, 3, 2);
  private static final int IMAGES = 24;

  @Test
  void eightBitsOfAnUntrainedStartAreCloseToTheFloatNetworkAndNarrowOnesFurther() {
    double wide = 0;
    double middle = 0;
    double narrow = 0;
    for (int seed = 30; seed < 36; seed++) {
      Case made = new Case(seed);
      wide += made.error(8);
      middle += made.error(4);
      narrow += made.error(2);
    }
    assertThat(wide / 6).isLessThan(0.02);
    assertThat(wide).isLessThan(middle);
    assertThat(middle).isLessThan(narrow / 2);
  }

  @Property(tries = 12, seed = "20")
  void anyChoiceOfWidthsIsAPolicyOfTheSameNetwork(
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    Case made = new Case(seed);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Integer> weights = new LinkedHashMap<>();
    Map<String, Integer> activations = new LinkedHashMap<>();
    QuantizationPoints points = made.shared.points();
    points.convolutions().forEach(conv -> weights.put(conv.name(), drawn(random)));
    points.readers().keySet().forEach(point -> activations.put(point, drawn(random)));
    WidthChoice widths = new WidthChoice(weights, activations);
    Policy policy = made.estimator.estimate("mixed", widths);
    assertThat(policy.network()).isEqualTo(made.shared.network().digest());
    weights.forEach(
        (layer, bits) ->
            assertThat(policy.layers())
                .filteredOn(l -> l.layer().equals(layer))
                .allSatisfy(l -> assertThat(l.weightBits()).isEqualTo(bits)));
  }

  @Test
  void aWidthThatWasNotTrainedIsRefusedByName() {
    Case made = new Case(1);
    WidthChoice eight = WidthChoice.uniform(made.shared.points(), 8, 8);
    Map<String, Integer> weights = new LinkedHashMap<>(eight.weights());
    String first = weights.keySet().iterator().next();
    weights.put(first, 5);
    WidthChoice five = new WidthChoice(weights, eight.activations());
    assertThatThrownBy(() -> made.estimator.estimate("p", five))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + first + "'")
        .hasMessageContaining("[8, 6, 4, 3, 2]");
    weights.remove(first);
    WidthChoice missing = new WidthChoice(weights, eight.activations());
    assertThatThrownBy(() -> made.estimator.estimate("p", missing))
        .hasMessageContaining("'" + first + "': width null");
  }

  @Test
  void theSameImagesGiveTheSamePolicy() {
    assertThat(new Case(3).policy(4)).isEqualTo(new Case(3).policy(4));
  }

  private static int drawn(SplittableRandom random) {
    return WIDTHS.get(random.nextInt(WIDTHS.size()));
  }

  /** A random network with every kind of layer, its untrained shared form, and some images. */
  private static final class Case {
    private final FloatNetwork floats;
    private final List<byte[]> pixels;
    private final SharedNetwork shared;
    private final PolicyEstimator estimator;

    Case(long seed) {
      floats = SampleNetworks.everyLayer(seed);
      pixels = SampleNetworks.pixels(floats.graph().inputShape(), IMAGES, seed);
      CalibrationImages images = CalibrationImages.ofPixels(pixels);
      shared = new SharedStart(floats, images).network(WIDTHS);
      estimator = new PolicyEstimator(shared, images);
    }

    Policy policy(int bits) {
      return estimator.estimate("w" + bits, WidthChoice.uniform(shared.points(), bits, bits));
    }

    /** Mean square error of the logits relative to their variance. */
    double error(int bits) {
      Graph graph = floats.graph();
      Program program = Program.of(shared.network(), policy(bits));
      ReferenceExecutor integers = new ReferenceExecutor(program);
      FloatExecutor reals = new FloatExecutor(floats);
      InputEncoder encoder = new InputEncoder(graph.normalisation(), shared.network().inputScale());
      int outputs = graph.outputShape().size();
      double error = 0;
      double power = 0;
      for (byte[] image : pixels) {
        ByteBuffer input = ByteBuffer.allocate(image.length);
        encoder.encode(image, input);
        IntBuffer logits = IntBuffer.allocate(outputs);
        integers.infer(input.flip(), logits);
        float[] normalised = new float[image.length];
        for (int i = 0; i < normalised.length; i++) {
          int channel = i % graph.normalisation().channels();
          normalised[i] = (float) graph.normalisation().apply(channel, image[i] & 0xFF);
        }
        float[] wanted = reals.run(normalised);
        for (int i = 0; i < outputs; i++) {
          double e = logits.get(i) * program.logitScale() - wanted[i];
          error += e * e;
          power += (double) wanted[i] * wanted[i];
        }
      }
      return error / power;
    }
  }
}
