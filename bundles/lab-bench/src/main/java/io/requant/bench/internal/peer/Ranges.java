package io.requant.bench.internal.peer;

import io.requant.model.graph.Layer;
import io.requant.model.network.FloatNetwork;
import io.requant.model.reference.FloatExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Least and greatest value of each tensor over some images: the peer's usual calibration. */
final class Ranges {

  /** A range that includes zero. */
  record Range(float low, float high) {

    static final Range EMPTY = new Range(0, 0);

    private Range including(float value) {
      return new Range(Math.min(low, value), Math.max(high, value));
    }
  }

  private Ranges() {}

  /**
   * Ranges by layer name.
   *
   * @param inputs encoded images
   * @param scale real value of one step of these
   */
  static Map<String, Range> of(FloatNetwork network, List<byte[]> inputs, double scale) {
    FloatExecutor executor = new FloatExecutor(network);
    Map<String, Range> ranges = new HashMap<>();
    for (byte[] input : inputs) {
      float[] reals = new float[input.length];
      for (int i = 0; i < reals.length; i++) {
        reals[i] = (float) (input[i] * scale);
      }
      executor.run(reals);
      for (Layer layer : network.graph().layers()) {
        Range range = ranges.getOrDefault(layer.name(), Range.EMPTY);
        for (float value : executor.tensor(layer.name())) {
          range = range.including(value);
        }
        ranges.put(layer.name(), range);
      }
    }
    return ranges;
  }
}
