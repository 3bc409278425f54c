package io.requant.model.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.network.LayerWeights;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.reference.FloatConvolution;
import io.requant.model.reference.FloatPools;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A {@link SharedNetwork} that computes every image with widths of its own, chosen layer by layer
 * from what was computed so far. For the lab: it computes on the quantized grids, but in real
 * numbers, and is no engine.
 *
 * <p>A policy's normalisations are estimated for its widths. Here a convolution has one for each
 * width of its weights, estimated on the calibration images that choose that width.
 */
public final class SwitchedNetwork {

  /** Fewer images than these say too little: then all of them are computed at the width. */
  private static final int LEAST_IMAGES = 16;

  private final SharedNetwork shared;
  private final Graph graph;
  private final FusionPlan plan;
  private final int outerBits;
  private final StreamWidths streamWidths;
  private final Map<String, Affine> affines = new HashMap<>();
  private final Map<String, Double> streams = new HashMap<>();

  /**
   * Widths of a convolution for one image.
   *
   * @param weights of its weights
   * @param activations of what it reads, if that has a width to choose
   */
  public record Widths(int weights, int activations) {}

  /** Chooses. Asked once for every image and convolution, convolutions in computing order. */
  @FunctionalInterface
  public interface Chooser {
    /**
     * Widths of a convolution.
     *
     * @param image number of the image
     * @param layer number of the convolution
     * @param means of what it reads at the widest width, by channel, in real units
     */
    Widths choose(int image, int layer, float[] means);
  }

  /**
   * Estimates normalisations and scales.
   *
   * @param shared trained network
   * @param outerBits width of the weights of the outer layers
   * @param calibration training images
   * @param chooser chooses for them
   */
  public SwitchedNetwork(
      SharedNetwork shared, int outerBits, CalibrationImages calibration, Chooser chooser) {
    this.shared = shared;
    this.graph = shared.graph();
    this.plan = FusionPlan.of(graph);
    this.streamWidths = new StreamWidths(plan);
    this.outerBits = outerBits;
    calibration.check(graph);
    new Batch(calibration, chooser, true).run();
  }

  /**
   * Computes images.
   *
   * @param images some hundred at most: their maps are in memory at once
   * @return class scores in real units, by image
   */
  public float[][] run(CalibrationImages images, Chooser chooser) {
    images.check(graph);
    return new Batch(images, chooser, false).run();
  }

  /** Some images on their way through the network. */
  private final class Batch {
    private final Chooser chooser;
    private final boolean estimates;
    private final int images;
    private final Map<String, float[][]> tensors = new HashMap<>();

    /** Width of each image's weights of the last convolution. */
    private final int[] bits;

    Batch(CalibrationImages from, Chooser chooser, boolean estimates) {
      this.chooser = chooser;
      this.estimates = estimates;
      this.images = from.size();
      this.bits = new int[images];
      double scale = shared.network().inputScale();
      float[][] input = new float[images][];
      for (int i = 0; i < images; i++) {
        input[i] = from.encoded(i, graph.normalisation(), scale);
        for (int k = 0; k < input[i].length; k++) {
          input[i][k] *= (float) scale;
        }
      }
      tensors.put(Graph.INPUT, input);
    }

    float[][] run() {
      List<PlannedStep> steps = plan.steps();
      for (int s = 0; s < steps.size(); s++) {
        PlannedStep step = steps.get(s);
        tensors.put(step.output(), step.requantizes() ? requantized(step) : moved(step));
        List<PlannedStep> later = steps.subList(s + 1, steps.size());
        tensors
            .keySet()
            .removeIf(
                t ->
                    !t.equals(graph.output().name())
                        && later.stream()
                            .noneMatch(l -> t.equals(l.input()) || t.equals(l.residual())));
      }
      return tensors.get(graph.output().name());
    }

    private float[][] moved(PlannedStep step) {
      Shape from = graph.shape(step.input());
      Shape to = graph.shape(step.output());
      float[][] results = new float[images][to.size()];
      for (int i = 0; i < images; i++) {
        FloatPools.apply(step.anchor(), from, tensors.get(step.input())[i], to, results[i]);
      }
      return results;
    }

    private float[][] requantized(PlannedStep step) {
      float[][] values;
      if (step.anchor() instanceof Conv conv) {
        if (shared.points().chosen(conv)) {
          choose(conv, tensors.get(step.input()));
        } else {
          Arrays.fill(bits, outerBits);
        }
        values = convolved(step, conv);
      } else if (step.anchor() instanceof Linear linear) {
        values = linear(step, linear);
      } else {
        values = averaged(step);
      }
      float[][] residual = step.residual() == null ? null : tensors.get(step.residual());
      boolean point =
          step.relu() != null && shared.points().readers().containsKey(step.relu().name());
      double cap = step.relu() == null || point ? Double.POSITIVE_INFINITY : step.relu().cap();
      for (int i = 0; i < images; i++) {
        for (int k = 0; k < values[i].length; k++) {
          double value = values[i][k] + (residual == null ? 0 : residual[i][k]);
          values[i][k] = (float) (step.signed() ? value : Math.max(0, Math.min(cap, value)));
        }
      }
      // A point waits for its reader to choose; the last result stays as it is.
      if (!point && !step.output().equals(graph.output().name())) {
        stream(step, values, cap);
      }
      return values;
    }

    private void stream(PlannedStep step, float[][] values, double cap) {
      int width = streamWidths.of(step, shared.widths().get(0));
      if (estimates) {
        ActivationHistogram histogram = new ActivationHistogram();
        for (float[] image : values) {
          histogram.add(image);
        }
        double best = histogram.bestScale(width, step.signed(), cap);
        streams.put(step.output(), Math.max(best, Float.MIN_NORMAL));
      }
      double scale = streams.get(step.output());
      for (float[] image : values) {
        RealGrid.round(image, scale, width, step.signed(), image);
      }
    }

    /** Asks for the widths of a convolution and brings what it reads to them, in place. */
    private void choose(Conv conv, float[][] input) {
      int layer = shared.points().convolutions().indexOf(conv);
      Relu point = shared.points().readBy(conv);
      // Of several readers the first one brings a point to its width.
      boolean first =
          point != null && shared.points().readers().get(point.name()).get(0).equals(conv);
      int widest = shared.widths().get(0);
      for (int i = 0; i < images; i++) {
        float[] seen = input[i];
        if (first) {
          seen = new float[seen.length];
          RealGrid.round(input[i], shared.step(point, widest), widest, false, seen);
        }
        Widths widths = chooser.choose(i, layer, means(seen, conv.inChannels()));
        bits[i] = widths.weights();
        if (first) {
          int width = widths.activations();
          RealGrid.round(input[i], shared.step(point, width), width, false, input[i]);
        }
      }
    }

    private float[][] convolved(PlannedStep step, Conv conv) {
      float[][] results = new float[images][];
      float[][] input = tensors.get(step.input());
      for (int width : Arrays.stream(bits).distinct().sorted().toArray()) {
        List<Integer> mine = new ArrayList<>();
        for (int i = 0; i < images; i++) {
          if (bits[i] == width) {
            mine.add(i);
          }
        }
        float[][] sums = sums(step, conv, width, input, mine);
        for (int i = 0; i < sums.length; i++) {
          results[mine.get(i)] = sums[i];
        }
      }
      if (estimates) {
        boolean chosen = shared.points().chosen(conv);
        for (int width : chosen ? shared.widths() : List.of(outerBits)) {
          estimate(step, conv, width, input, results);
        }
      }
      for (int i = 0; i < images; i++) {
        affines.get(key(conv, bits[i])).apply(results[i]);
      }
      return results;
    }

    private void estimate(
        PlannedStep step, Conv conv, int width, float[][] input, float[][] results) {
      List<float[]> mine = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        if (bits[i] == width) {
          mine.add(results[i]);
        }
      }
      float[][] measured = mine.toArray(float[][]::new);
      if (mine.size() < LEAST_IMAGES) {
        measured = sums(step, conv, width, input, all());
      }
      affines.put(key(conv, width), normalisation(conv, width, measured));
    }

    private float[][] sums(
        PlannedStep step, Parametric layer, int width, float[][] input, List<Integer> which) {
      Shape out = graph.shape(layer.name());
      FloatConvolution convolution = new FloatConvolution(layer, graph.shape(step.input()), out);
      short[] integers = masters(layer).derive(width, shared.ratio(layer, width));
      float[] weights = new float[integers.length];
      for (int w = 0; w < weights.length; w++) {
        weights[w] = integers[w];
      }
      float[] zeros = new float[layer.outChannels()];
      float[][] results = new float[which.size()][out.size()];
      for (int i = 0; i < results.length; i++) {
        convolution.run(input[which.get(i)], weights, zeros, results[i]);
      }
      return results;
    }

    private List<Integer> all() {
      return IntStream.range(0, images).boxed().toList();
    }

    private float[][] linear(PlannedStep step, Linear linear) {
      float[][] results = sums(step, linear, outerBits, tensors.get(step.input()), all());
      Affine affine =
          Affine.of(
              masters(linear), outerBits, shared.ratio(linear, outerBits), shared.bias(linear));
      for (float[] image : results) {
        affine.apply(image);
      }
      return results;
    }

    private float[][] averaged(PlannedStep step) {
      Layer layer = step.anchor();
      Shape to = graph.shape(step.output());
      int count = plan.averaged(layer);
      float[][] results = new float[images][];
      for (int i = 0; i < images; i++) {
        results[i] = tensors.get(step.input())[i].clone();
        if (count > 1) {
          float[] operand = results[i];
          results[i] = new float[to.size()];
          FloatPools.sum(layer, graph.shape(step.input()), operand, to, results[i]);
          for (int k = 0; k < results[i].length; k++) {
            results[i][k] /= count;
          }
        }
      }
      return results;
    }
  }

  private static String key(Conv conv, int width) {
    return SharedTensors.normalisation(conv.name(), width);
  }

  private LayerWeights masters(Parametric layer) {
    return shared.network().weights().get(layer.name());
  }

  private Affine normalisation(Conv conv, int width, float[][] measured) {
    // As in training: in real units for a layer that reads the input, else in integers.
    float[] units = shared.points().chosen(conv) ? new float[0] : masters(conv).scales();
    return Affine.normalising(
        new ChannelMoments(conv.outChannels(), measured),
        shared.gamma(conv, width),
        shared.beta(conv, width),
        units);
  }

  private static float[] means(float[] map, int channels) {
    double[] sums = new double[channels];
    for (int k = 0; k < map.length; k++) {
      sums[k % channels] += map[k];
    }
    float[] means = new float[channels];
    for (int c = 0; c < channels; c++) {
      means[c] = (float) (sums[c] * channels / map.length);
    }
    return means;
  }
}
