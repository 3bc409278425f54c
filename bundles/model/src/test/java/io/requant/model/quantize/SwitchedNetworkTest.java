package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.quantize.SwitchedNetwork.Widths;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SwitchedNetworkTest {

  private static final int IMAGES = 20;
  private static final List<Integer> WIDTHS = List.of(8, 4);

  @Property(tries = 10, seed = "5")
  void theSameWidthsForAllImagesGiveWhatTheirPolicyGives(
      @ForAll @IntRange(min = 30, max = 35) int seed) {
    Made made = new Made(seed);
    int bits = WIDTHS.get(seed % 2);
    Policy policy =
        new PolicyEstimator(made.shared, made.images)
            .estimate("all", WidthChoice.uniform(made.shared.points(), bits, bits));
    SwitchedNetwork switched =
        new SwitchedNetwork(
            made.shared, 8, made.images, (image, layer, means) -> new Widths(bits, bits));
    float[][] found = switched.run(made.images, (image, layer, means) -> new Widths(bits, bits));
    double error = 0;
    double size = 0;
    for (int i = 0; i < IMAGES; i++) {
      double[] expected = made.logits(policy, i);
      for (int c = 0; c < expected.length; c++) {
        error += (found[i][c] - expected[c]) * (found[i][c] - expected[c]);
        size += expected[c] * expected[c];
      }
    }
    // Integers round once more where scales change, which at 4 bits is a step now and then.
    assertThat(Math.sqrt(error / size)).isLessThan(bits == 8 ? 0.05 : 0.15);
  }

  @Property(tries = 6, seed = "6")
  void aChooserSeesTheMeansThatAGateIsTrainedOn(@ForAll @IntRange(min = 30, max = 35) int seed) {
    Made made = new Made(seed);
    Policy eight =
        new PolicyEstimator(made.shared, made.images)
            .estimate("eight", WidthChoice.uniform(made.shared.points(), 8, 8));
    Map<String, float[][]> expected = new InputMeans(made.shared.network(), eight).of(made.images);
    List<Conv> layers = made.shared.points().convolutions();
    double[] error = new double[layers.size()];
    double[] size = new double[layers.size()];
    new SwitchedNetwork(
        made.shared,
        8,
        made.images,
        (image, layer, means) -> {
          float[] wanted = expected.get(layers.get(layer).name())[image];
          for (int c = 0; c < means.length; c++) {
            error[layer] += (means[c] - wanted[c]) * (means[c] - wanted[c]);
            size[layer] += wanted[c] * wanted[c];
          }
          return new Widths(8, 8);
        });
    for (int l = 0; l < error.length; l++) {
      assertThat(Math.sqrt(error[l] / Math.max(size[l], 1e-9))).as("layer %s", l).isLessThan(0.05);
    }
  }

  @Property(tries = 6, seed = "7")
  void anImageIsComputedWithItsOwnWidthsWhateverTheOthersHave(
      @ForAll @IntRange(min = 30, max = 35) int seed) {
    Made made = new Made(seed);
    SwitchedNetwork switched =
        new SwitchedNetwork(
            made.shared, 8, made.images, (image, layer, means) -> mixed(image, layer));
    float[][] together = switched.run(made.images, (image, layer, means) -> mixed(image, layer));
    for (int i = 0; i < IMAGES; i++) {
      int own = i;
      CalibrationImages one = CalibrationImages.ofPixels(List.of(made.pixels.get(i)));
      float[] alone = switched.run(one, (image, layer, means) -> mixed(own, layer))[0];
      assertThat(alone).isEqualTo(together[i]);
    }
  }

  private static Widths mixed(int image, int layer) {
    return new Widths(WIDTHS.get((image + layer) % 2), WIDTHS.get((image / 2 + layer) % 2));
  }

  private static final class Made {
    private final List<byte[]> pixels;
    private final CalibrationImages images;
    private final SharedNetwork shared;

    Made(int seed) {
      FloatNetwork floats = SampleNetworks.everyLayer(seed);
      pixels = new ArrayList<>(SampleNetworks.pixels(floats.graph().inputShape(), IMAGES, seed));
      images = CalibrationImages.ofPixels(pixels);
      shared = new SharedStart(floats, images).network(WIDTHS);
    }

    double[] logits(Policy policy, int image) {
      Graph graph = shared.graph();
      Program program = Program.of(shared.network(), policy);
      ByteBuffer input = ByteBuffer.allocate(program.inputSize());
      new InputEncoder(graph.normalisation(), shared.network().inputScale())
          .encode(pixels.get(image), input);
      IntBuffer output = IntBuffer.allocate(program.outputSize());
      new ReferenceExecutor(program).infer(input.flip(), output);
      double[] logits = new double[program.outputSize()];
      for (int c = 0; c < logits.length; c++) {
        logits[c] = output.get(c) * program.logitScale();
      }
      return logits;
    }
  }
}
