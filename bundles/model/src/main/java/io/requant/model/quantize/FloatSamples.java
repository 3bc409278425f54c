package io.requant.model.quantize;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.reference.FloatExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the float network does on the calibration images, as far as quantization needs it: the
 * distribution of every step's result, and its values before the rectifier at some positions.
 */
final class FloatSamples {

  /** Most sampled values of all steps together; bounds memory to 256 MB. */
  private static final long MAX_VALUES = 1L << 26;

  /**
   * Samples of one step.
   *
   * @param pixels output pixels looked at, by image: row x width + column
   * @param target values before the rectifier, a residual operand included: a row per channel, a
   *     column per sample, images in order
   * @param histogram distribution of the step's result over all pixels
   */
  @SuppressWarnings("ArrayRecordComponent") // internal and large: shared, never compared
  record OfStep(int[][] pixels, float[][] target, ActivationHistogram histogram) {

    int count() {
      return target[0].length;
    }
  }

  private final Map<String, OfStep> bySteps = new LinkedHashMap<>();

  FloatSamples(
      FloatNetwork network,
      FusionPlan plan,
      CalibrationImages images,
      QuantizerOptions options,
      QuantizerProgress progress) {
    Graph graph = plan.graph();
    List<PlannedStep> steps = plan.requantizingSteps();
    long channels = steps.stream().mapToLong(s -> graph.shape(s.output()).channels()).sum();
    int samples = (int) Math.max(1, Math.min(options.samples(), MAX_VALUES / channels));
    SplittableRandom random = new SplittableRandom(options.seed());
    for (PlannedStep step : steps) {
      Shape shape = graph.shape(step.output());
      int[][] pixels = choose(shape, images.size(), samples, random);
      int columns = 0;
      for (int[] ofImage : pixels) {
        columns += ofImage.length;
      }
      float[][] target = new float[shape.channels()][columns];
      bySteps.put(step.anchor().name(), new OfStep(pixels, target, new ActivationHistogram()));
    }
    FloatExecutor executor = new FloatExecutor(network);
    int[] column = new int[steps.size()];
    for (int i = 0; i < images.size(); i++) {
      executor.run(images.real(i, graph.normalisation()));
      for (int s = 0; s < column.length; s++) {
        column[s] += take(steps.get(s), i, column[s], executor);
      }
      progress.report("float network", i + 1, images.size());
    }
  }

  /** Pixels spread evenly, each at a random place of its share. */
  private static int[][] choose(Shape shape, int images, int samples, SplittableRandom random) {
    int available = shape.height() * shape.width();
    List<int[]> pixels = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      long before = (long) samples * i / images;
      long after = (long) samples * (i + 1) / images;
      int[] chosen = new int[(int) Math.min(available, Math.max(1, after - before))];
      for (int j = 0; j < chosen.length; j++) {
        chosen[j] = (int) ((j + random.nextDouble()) * available / chosen.length);
      }
      pixels.add(chosen);
    }
    return pixels.toArray(int[][]::new);
  }

  private int take(PlannedStep step, int image, int column, FloatExecutor executor) {
    OfStep samples = of(step);
    String before = step.relu() == null ? step.output() : step.relu().input();
    float[] values = executor.tensor(before);
    int channels = samples.target().length;
    int[] pixels = samples.pixels()[image];
    for (int j = 0; j < pixels.length; j++) {
      for (int c = 0; c < channels; c++) {
        float value = values[pixels[j] * channels + c];
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "layer '%s' gives %s on calibration image %d: its float parameters overflow"
                  .formatted(step.anchor().name(), value, image));
        }
        samples.target()[c][column + j] = value;
      }
    }
    try {
      samples.histogram().add(executor.tensor(step.output()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "layer '%s', calibration image %d: %s"
              .formatted(step.anchor().name(), image, e.getMessage()),
          e);
    }
    return pixels.length;
  }

  /** Samples of a step that requantizes. */
  OfStep of(PlannedStep step) {
    return bySteps.get(step.anchor().name());
  }
}
