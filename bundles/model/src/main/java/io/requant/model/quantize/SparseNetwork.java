package io.requant.model.quantize;

import io.requant.model.graph.Graph;
import io.requant.model.policy.Sparsity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network as joint training of sparsity and widths leaves it: integers of every layer, and the
 * normalisations that go with them.
 *
 * @param graph topology
 * @param layers of every layer with weights, by name
 * @param steps real value of one step of the activations at every quantization point, by name
 * @param sparsity pattern of the zeros
 * @param augmentation how the images were varied that the normalisations were trained on
 */
public record SparseNetwork(
    Graph graph,
    Map<String, Weights> layers,
    Map<String, Double> steps,
    Sparsity sparsity,
    Augmentation augmentation) {

  /**
   * One layer.
   *
   * @param bits width of its weights
   * @param integers ordered output channel, kernel row, kernel column, input channel
   * @param gains of a convolution: scale of its normalisation by channel, positive; of a linear
   *     layer: real value of one step of its weights by channel
   * @param offsets of a convolution: shift of its normalisation by channel; of a linear layer: its
   *     bias
   */
  @SuppressWarnings("ArrayRecordComponent") // large and never compared
  public record Weights(int bits, short[] integers, float[] gains, float[] offsets) {

    /** Weights other than zero. */
    public int kept() {
      int kept = 0;
      for (short integer : integers) {
        kept += integer != 0 ? 1 : 0;
      }
      return kept;
    }
  }

  /** Copies the maps. */
  public SparseNetwork {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
  }

  /** Number of weights of all layers. */
  public long weightCount() {
    return layers.values().stream().mapToLong(layer -> layer.integers().length).sum();
  }

  /**
   * Size of 32-bit weights over the size of kept weights at their widths: the ratio that papers
   * report, without mask, scales and topology.
   */
  public double nominalRatio() {
    double bits = layers.values().stream().mapToDouble(l -> (double) l.bits() * l.kept()).sum();
    return 32.0 * weightCount() / Math.max(1, bits);
  }
}
