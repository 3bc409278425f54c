package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import java.util.SplittableRandom;

/** Compares what ONNX Runtime computes from a file with what the imported network computes. */
final class Agreement {

  private static final double TOLERANCE = 1e-4;

  private Agreement() {}

  /** Imports with default options and compares on random images. */
  static FloatNetwork check(TestModel model) {
    return check(model.bytes(), ImportOptions.defaults()).network();
  }

  static ImportedNetwork check(byte[] bytes, ImportOptions options) {
    ImportedNetwork imported = OnnxImporter.read(bytes, options);
    Graph graph = imported.network().graph();
    Shape shape = graph.inputShape();
    Normalisation outer = options.normalisation().orElse(Normalisation.identity(shape.channels()));
    SplittableRandom random = new SplittableRandom(7);
    try (OrtModel ort = new OrtModel(bytes)) {
      for (int image = 0; image < 3; image++) {
        float[] theirs = new float[shape.size()];
        double[] ours = new double[shape.size()];
        for (int i = 0; i < ours.length; i++) {
          int c = i % shape.channels();
          theirs[i] =
              (float) ((random.nextDouble() - outer.mean().get(c)) / outer.deviation().get(c));
          double pixel = theirs[i] * outer.deviation().get(c) + outer.mean().get(c);
          ours[i] =
              (pixel - graph.normalisation().mean().get(c))
                  / graph.normalisation().deviation().get(c);
        }
        float[] moved = OrtModel.channelsFirst(theirs, shape);
        long[] dims = {1, shape.channels(), shape.height(), shape.width()};
        compare(imported.network(), ours, ort.run(moved, dims));
      }
    }
    return imported;
  }

  /** Compares our result for an input with theirs. */
  static void compare(FloatNetwork network, double[] input, float[] theirs) {
    float[] single = new float[input.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) input[i];
    }
    float[] stored = new FloatExecutor(network).run(single);
    float[] ours = OrtModel.channelsFirst(stored, network.graph().outputShape());
    assertThat(ours).hasSameSizeAs(theirs);
    double largest = 1;
    for (float value : theirs) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) ours[i])
          .as("element %d", i)
          .isCloseTo(theirs[i], within(TOLERANCE * largest));
    }
  }
}
