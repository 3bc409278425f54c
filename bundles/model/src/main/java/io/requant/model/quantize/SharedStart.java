package io.requant.model.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.network.FloatNetwork;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * First values of a {@link SharedNetwork}, from a float network whose normalisations are folded:
 * any network, also an imported one.
 *
 * <p>Normalisation is put back in by measuring mean and variance of each channel on training
 * images; with scale and shift equal to them it changes nothing. Weight ratios and activation steps
 * are those of the least square error.
 */
public final class SharedStart {

  private static final float EPSILON = 1e-5f;
  private static final int STEPS_TRIED = 60;

  private final FloatNetwork network;
  private final QuantizationPoints points;
  private final FloatStatistics statistics;
  private final Map<String, Double> steps = new HashMap<>();

  /**
   * Measures a float network.
   *
   * @param network what to start from; layers that share a rectified tensor get a rectifier of
   *     their own, so that what each reads can be narrow
   * @param images training images; some hundred are enough
   */
  public SharedStart(FloatNetwork network, CalibrationImages images) {
    this(images, OwnRectifiers.of(EarlyShortcuts.of(network)));
  }

  /**
   * Measures a float network whose layers go on sharing what they read: for trainings in which all
   * of that has the same width.
   *
   * @param network what to start from
   * @param images training images; some hundred are enough
   */
  public static SharedStart oneWidth(FloatNetwork network, CalibrationImages images) {
    return new SharedStart(images, EarlyShortcuts.of(network));
  }

  private SharedStart(CalibrationImages images, FloatNetwork prepared) {
    images.check(prepared.graph());
    this.network = prepared;
    this.points = QuantizationPoints.of(this.network.graph());
    this.statistics = new FloatStatistics(this.network, points, images);
  }

  /** What was measured: the same function as the given network, in the graph that is trained. */
  public FloatNetwork floats() {
    return network;
  }

  /** Where a width can be chosen. */
  public QuantizationPoints points() {
    return points;
  }

  /** Mean of each channel of what a convolution gives, its bias included: the first shift. */
  public float[] means(Conv conv) {
    return statistics.means(conv);
  }

  /** Variance of each channel of what a convolution gives. */
  public float[] variances(Conv conv) {
    return statistics.variances(conv);
  }

  /** Standard deviation of each channel of what a convolution gives: the first scale. */
  public float[] deviations(Conv conv) {
    float[] deviations = statistics.variances(conv);
    for (int c = 0; c < deviations.length; c++) {
      deviations[c] = (float) Math.sqrt(deviations[c] + EPSILON);
    }
    return deviations;
  }

  /**
   * How much finer than the top planes the grid of a layer's weights is at a width.
   *
   * @param masterBits width of the layer's stored integers, at least {@code bits}
   */
  public double ratio(Parametric layer, int bits, int masterBits) {
    float[] weights = network.parameters().get(layer.name()).weights();
    return bits == masterBits ? 1 : WeightRatio.of(weights, layer, bits, masterBits);
  }

  /** Real value of one step of the activations at a point, at a width. */
  public double step(Relu point, int bits) {
    return steps.computeIfAbsent(
        SharedTensors.gain(point.name(), bits), name -> bestStep(statistics.samples(point), bits));
  }

  /** The step of the least square error of some activations at a width. */
  private static double bestStep(float[] samples, int bits) {
    float largest = 0;
    for (float sample : samples) {
      largest = Math.max(largest, sample);
    }
    int levels = (1 << bits) - 1;
    double best = largest > 0 ? largest / levels : 1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i <= STEPS_TRIED && largest > 0; i++) {
      double step = largest * i / STEPS_TRIED / levels;
      double error = 0;
      for (float sample : samples) {
        double e = sample - step * Math.max(0, Math.min(levels, Math.rint(sample / step)));
        error += e * e;
      }
      if (error < least) {
        least = error;
        best = step;
      }
    }
    return best;
  }

  /**
   * The network as it is before any training.
   *
   * @param widths wanted widths, descending
   */
  public SharedNetwork network(List<Integer> widths) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (Parametric layer : network.graph().parametricLayers()) {
      FloatNetwork.Parameters p = network.parameters().get(layer.name());
      tensors.put(layer.name() + ".weight", p.weights());
      if (layer instanceof Linear) {
        tensors.put(layer.name() + ".bias", p.bias());
      } else if (layer instanceof Conv conv) {
        List<Integer> own = points.chosen(conv) ? widths : Collections.emptyList();
        normalisation(tensors, conv, layer.name());
        for (int bits : own) {
          normalisation(tensors, conv, SharedTensors.normalisation(layer.name(), bits));
          float ratio = (float) ratio(conv, bits, SharedNetwork.masterBits(widths));
          tensors.put(SharedTensors.ratio(layer.name(), bits), new float[] {ratio});
        }
      }
    }
    for (String name : points.readers().keySet()) {
      Relu point = (Relu) network.graph().layer(name);
      for (int bits : widths) {
        float gain = (float) (1 / step(point, bits));
        tensors.put(SharedTensors.gain(name, bits), new float[] {gain});
      }
    }
    // Its statistics are those of the images that it was measured on.
    return new SharedNetwork(network.graph(), widths, tensors, Augmentation.NONE);
  }

  private void normalisation(Map<String, float[]> tensors, Conv conv, String prefix) {
    tensors.put(prefix + ".gamma", deviations(conv));
    tensors.put(prefix + ".beta", means(conv));
  }
}
