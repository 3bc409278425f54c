package io.requant.model.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Relu;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a float network does on some training images: mean and variance of every channel that a
 * convolution computes, and samples of the activations at every quantization point.
 */
final class FloatStatistics {

  /** Every n-th value of a map is kept, n odd to every power of two that extents usually are. */
  private static final int STRIDE = 41;

  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private final Map<String, double[]> squares = new LinkedHashMap<>();
  private final Map<String, float[]> samples = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Graph graph;
  private final int images;

  FloatStatistics(FloatNetwork network, QuantizationPoints points, CalibrationImages images) {
    this.graph = network.graph();
    this.images = images.size();
    FloatExecutor executor = new FloatExecutor(network);
    for (int i = 0; i < images.size(); i++) {
      executor.run(images.real(i, graph.normalisation()));
      for (var layer : graph.parametricLayers()) {
        if (layer instanceof Conv conv) {
          add(conv, executor.tensor(conv.name()));
        }
      }
      for (String point : points.readers().keySet()) {
        sample(point, executor.tensor(point));
      }
    }
  }

  private void add(Conv conv, float[] map) {
    int channels = conv.outChannels();
    double[] sum = sums.computeIfAbsent(conv.name(), n -> new double[channels]);
    double[] square = squares.computeIfAbsent(conv.name(), n -> new double[channels]);
    for (int i = 0; i < map.length; i++) {
      sum[i % channels] += map[i];
      square[i % channels] += (double) map[i] * map[i];
    }
  }

  private void sample(String point, float[] map) {
    int each = (map.length + STRIDE - 1) / STRIDE;
    float[] all = samples.computeIfAbsent(point, n -> new float[each * images]);
    int at = counts.getOrDefault(point, 0);
    for (int i = 0; i < map.length; i += STRIDE) {
      all[at++] = map[i];
    }
    counts.put(point, at);
  }

  /** Mean of each channel of what a convolution gives, its bias included. */
  float[] means(Conv conv) {
    int count = elements(conv);
    double[] sum = sums.get(conv.name());
    float[] means = new float[sum.length];
    for (int c = 0; c < means.length; c++) {
      means[c] = (float) (sum[c] / count);
    }
    return means;
  }

  /** Variance of each channel of what a convolution gives. */
  float[] variances(Conv conv) {
    int count = elements(conv);
    double[] sum = sums.get(conv.name());
    double[] square = squares.get(conv.name());
    float[] variances = new float[sum.length];
    for (int c = 0; c < variances.length; c++) {
      double mean = sum[c] / count;
      variances[c] = (float) Math.max(0, square[c] / count - mean * mean);
    }
    return variances;
  }

  private int elements(Conv conv) {
    return graph.shape(conv.name()).size() / conv.outChannels() * images;
  }

  /** Samples of the activations at a point. */
  float[] samples(Relu point) {
    return Arrays.copyOf(samples.get(point.name()), counts.get(point.name()));
  }
}
