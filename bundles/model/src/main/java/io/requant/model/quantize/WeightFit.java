package io.requant.model.quantize;

import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.reference.FloatConvolution;
import java.util.Arrays;

/**
 * Chooses the narrow integers of one layer (by ratios, and by moving masters where that is allowed)
 * and gives the accumulators that they make of the sampled inputs.
 */
final class WeightFit {

  /** Leaves room for gains below 1. */
  private static final double MOST_BIAS = 1 << 29;

  private final Parametric layer;
  private final FloatConvolution convolution;
  private final float[] real;
  private final QuantizerOptions options;
  private final int bits;
  private final Derivation derivation;
  private final boolean moveMasters;
  private final byte[] ratios;
  private final float[][] accumulators;
  private final boolean[] dead;
  private LayerWeights masters;

  /**
   * Prepares.
   *
   * @param layer the layer
   * @param in shape of its input
   * @param out shape of its result
   * @param real its real weights
   * @param masters its master integers
   * @param bits width wanted
   * @param moveMasters whether the masters may be moved
   * @param options how hard to try
   */
  WeightFit(
      Parametric layer,
      Shape in,
      Shape out,
      float[] real,
      LayerWeights masters,
      int bits,
      boolean moveMasters,
      QuantizerOptions options) {
    this.layer = layer;
    this.real = real;
    this.masters = masters;
    this.bits = bits;
    this.moveMasters = moveMasters;
    this.options = options;
    convolution = new FloatConvolution(layer, in, out);
    derivation = new Derivation(masters.bits(), bits);
    ratios = new byte[layer.outChannels()];
    accumulators = new float[layer.outChannels()][];
    dead = new boolean[layer.outChannels()];
  }

  /**
   * Chooses.
   *
   * @param input the layer's input on all images
   * @param pixels output pixels sampled, by image
   * @param wanted wanted outputs: a row per channel, a column per sample
   */
  void run(QuantizedTensor input, int[][] pixels, float[][] wanted) {
    short[] integers = masters.planes().values();
    float[] scales = masters.scales();
    int groups = FloatConvolution.groupsOf(layer);
    int perGroup = layer.outChannels() / groups;
    int perChannel = layer.weightsPerChannel();
    float[] q = new float[perChannel];
    for (int g = 0; g < groups; g++) {
      float[][] patches = patches(input, g, pixels, wanted[0].length);
      float[] mean = Moments.centre(patches);
      Moments moments = options.reconstruct() ? new Moments(patches) : null;
      for (int c = g * perGroup; c < (g + 1) * perGroup; c++) {
        int offset = c * perChannel;
        int ratio;
        if (moments == null) {
          ratio = RatioSearch.nearestWeights(derivation, integers, scales[c], real, offset, q);
        } else {
          float[] cross =
              moments.cross(
                  patches, wanted[c], scales[c] * input.scale(), scaled(scales[c], offset));
          ratio = RatioSearch.bestExplanation(derivation, integers, offset, moments, cross, q);
          if (moveMasters && !derivation.identity()) {
            new MasterRounding(derivation, options.roundingReach())
                .improve(integers, offset, ratio, moments, cross);
          }
        }
        derivation.derive(integers, offset, ratio, q);
        int fitting = fitting(ratio, q, mean, wanted[c], scales[c] * input.scale());
        if (fitting != ratio) {
          ratio = fitting;
          derivation.derive(integers, offset, ratio, q);
        }
        ratios[c] = (byte) ratio;
        dead[c] = Moments.dot(q, q) == 0;
        accumulators[c] = accumulate(patches, mean, q);
      }
    }
    masters = new LayerWeights(BitPlanes.of(masters.bits(), integers), scales);
  }

  /** The ratio, or a coarser one if the bias would not fit 32 bits at the first. */
  private int fitting(int ratio, float[] q, float[] mean, float[] wanted, double masterStep) {
    double step = masterStep * derivation.step(ratio);
    double bias = Math.abs(Moments.mean(wanted) / step - Moments.dot(q, mean));
    return bias > MOST_BIAS ? (int) Math.max(1, ratio * (MOST_BIAS / bias)) : ratio;
  }

  /** Real weights of a channel in master steps. */
  private float[] scaled(float scale, int offset) {
    float[] weights = Arrays.copyOfRange(real, offset, offset + layer.weightsPerChannel());
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= scale;
    }
    return weights;
  }

  private float[][] patches(QuantizedTensor input, int group, int[][] pixels, int samples) {
    float[][] patches = new float[samples][layer.weightsPerChannel()];
    int s = 0;
    for (int i = 0; i < pixels.length; i++) {
      for (int pixel : pixels[i]) {
        convolution.patch(input.images()[i], group, pixel, patches[s++]);
      }
    }
    return patches;
  }

  private static float[] accumulate(float[][] patches, float[] mean, float[] q) {
    float[] sums = new float[patches.length];
    double centre = Moments.dot(q, mean);
    for (int s = 0; s < sums.length; s++) {
      // Products of integers: rounding removes what centring cost.
      sums[s] = (float) Math.rint(Moments.fastDot(q, patches[s]) + centre);
    }
    return sums;
  }

  /** The masters, moved if that was allowed. */
  LayerWeights masters() {
    return masters;
  }

  /** Ratios as a policy stores them: empty where all are the unit. */
  byte[] ratios() {
    for (byte ratio : ratios) {
      if ((ratio & 0xFF) != LayerWeights.UNIT_RATIO) {
        return ratios;
      }
    }
    return new byte[0];
  }

  /** Accumulators of the samples without bias: a row per channel. */
  float[][] accumulators() {
    return accumulators;
  }

  /** Whether all weights of a channel are zero. */
  boolean[] dead() {
    return dead;
  }

  /** Real value of one accumulator step, by channel. */
  double[] nominalGains(double inputScale) {
    double[] gains = new double[ratios.length];
    for (int c = 0; c < gains.length; c++) {
      gains[c] = inputScale * masters.derivedScale(c, bits, ratios);
    }
    return gains;
  }

  /** The narrow integers as floats. */
  float[] weights() {
    short[] integers = masters.derive(bits, ratios);
    float[] weights = new float[integers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = integers[i];
    }
    return weights;
  }

  FloatConvolution convolution() {
    return convolution;
  }
}
