package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.policy.LayerPolicy;

/**
 * Finds what turns the accumulators of one step into its result: the scale of the result, and for
 * layers with weights a gain and an offset per channel.
 *
 * <p>{@code out = clamp(R((acc + bias) g/s) + R(res r/s))} should be {@code act(t)/s}; t are the
 * float network's values. All in real units here, except accumulators and operands.
 */
final class OutputFit {

  /** Samples that speak for the prior: a gain needs evidence to leave its nominal value. */
  private static final double PRIOR_SAMPLES = 16;

  private static final double MOST_GAIN = 4;
  private static final int SCALE_SAMPLES = 2048;
  private static final int FINE_BITS = 9;
  private static final double[] OFFSETS = {0.25, 0.125, 0.0625};
  private static final double[] GAINS = {0.06, 0.03, 0.01};

  private final String layer;
  private final float[][] accumulators;
  private final float[][] target;
  private final float[][] residual;
  private final double residualScale;
  private final double cap;
  private final boolean signed;
  private final int bits;
  private final boolean weighted;
  private final double[] gains;
  private final double[] offsets;
  private double scale;

  /**
   * Starts from nominal gains and zero offsets.
   *
   * @param layer name, for messages
   * @param accumulators without bias: a row per channel, a column per sample
   * @param nominal real value of one accumulator step, by channel
   * @param weighted whether channels have gains and offsets of their own
   * @param target the float network's values before the rectifier
   * @param residual integers of the residual operand in the same order, or null
   * @param residualScale their scale
   * @param cap upper limit of a rectifier, infinite for none
   * @param signed whether there is no rectifier
   * @param bits width of the result
   */
  OutputFit(
      String layer,
      float[][] accumulators,
      double[] nominal,
      boolean weighted,
      float[][] target,
      float[][] residual,
      double residualScale,
      double cap,
      boolean signed,
      int bits) {
    this.layer = layer;
    this.accumulators = accumulators;
    this.gains = nominal.clone();
    this.weighted = weighted;
    this.target = target;
    this.residual = residual;
    this.residualScale = residualScale;
    this.cap = cap;
    this.signed = signed;
    this.bits = bits;
    offsets = new double[nominal.length];
  }

  /**
   * Gains and offsets of the least square error before the rectifier. Afterwards the mean error of
   * every channel on the samples is zero.
   *
   * @param freeGains whether gains may differ from their nominal values
   */
  void regress(boolean freeGains) {
    for (int c = 0; c < gains.length; c++) {
      float[] acc = accumulators[c];
      int n = acc.length;
      double meanAcc = Moments.mean(acc);
      double meanTarget = 0;
      for (int i = 0; i < n; i++) {
        meanTarget += wanted(c, i) / n;
      }
      double variance = 0;
      double covariance = 0;
      for (int i = 0; i < n; i++) {
        double a = acc[i] - meanAcc;
        variance += a * a;
        covariance += a * (wanted(c, i) - meanTarget);
      }
      if (freeGains && variance > 0) {
        double prior = PRIOR_SAMPLES * variance / n;
        double gain = (covariance + prior * gains[c]) / (variance + prior);
        gains[c] = Math.max(gains[c] / MOST_GAIN, Math.min(gains[c] * MOST_GAIN, gain));
      }
      offsets[c] = meanTarget - gains[c] * meanAcc;
    }
  }

  private double wanted(int c, int i) {
    return residual == null ? target[c][i] : target[c][i] - residualScale * residual[c][i];
  }

  /** Takes a scale of the result, moved into the range that requantization can express. */
  void scale(double wished) {
    double coarsest = residual == null ? 0 : residualScale;
    for (double gain : gains) {
      coarsest = Math.max(coarsest, gain);
    }
    double s = Math.max(wished > 0 ? wished : coarsest, coarsest / StepConstants.LARGEST_FACTOR);
    scale = (float) Math.max(s, Float.MIN_NORMAL);
  }

  /** Searches around the present scale for the least error of the result. */
  void searchScale() {
    if (bits >= FINE_BITS) {
      return;
    }
    double start = scale;
    double best = start;
    double least = error(SCALE_SAMPLES);
    for (int i = -32; i <= 16; i++) {
      scale(start * Math.pow(2, i / 32.0));
      double e = error(SCALE_SAMPLES);
      if (e < least) {
        least = e;
        best = scale;
      }
    }
    double exact = residual != null ? residualScale : weighted ? 0 : gains[0];
    if (exact > 0) {
      // The scale at which an operand, or all there is, is brought over without rounding.
      scale(exact);
      if (error(SCALE_SAMPLES) < least) {
        best = scale;
      }
    }
    scale(best);
  }

  /** Mean square error of the result over all channels, on at most some samples of each. */
  double error(int samples) {
    double sum = 0;
    int stride = Math.max(1, target[0].length / samples);
    for (int c = 0; c < gains.length; c++) {
      sum += error(c, gains[c], offsets[c], stride);
    }
    return sum;
  }

  private double error(int c, double gain, double offset, int stride) {
    double factor = gain / scale;
    double shift = (weighted ? Math.rint(offset / gain) * factor : 0) + 0.5;
    double operand = residualScale / scale;
    double low = low();
    double high = high();
    float[] acc = accumulators[c];
    float[] real = target[c];
    double sum = 0;
    for (int i = 0; i < acc.length; i += stride) {
      double out = Math.floor(acc[i] * factor + shift);
      if (residual != null) {
        out += Math.floor(residual[c][i] * operand + 0.5);
      }
      out = Math.max(low, Math.min(high, out));
      double t = real[i];
      if (!signed) {
        t = Math.max(0, Math.min(cap, t));
      }
      double e = t - out * scale;
      sum += e * e;
    }
    return sum * stride / acc.length;
  }

  /** Searches gains and offsets channel by channel for the least error of the result. */
  void refine() {
    for (int c = 0; c < gains.length; c++) {
      double least = error(c, gains[c], offsets[c], 1);
      for (int i = 0; i < OFFSETS.length; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
          least = tryChannel(c, gains[c], offsets[c] + sign * OFFSETS[i] * scale, least);
          double gain = gains[c] * (1 + sign * GAINS[i]);
          // The mean stays where it is while the gain turns around it.
          double turned = offsets[c] + (gains[c] - gain) * Moments.mean(accumulators[c]);
          least = tryChannel(c, gain, turned, least);
        }
      }
    }
  }

  private double tryChannel(int c, double gain, double offset, double least) {
    if (Math.abs(offset / gain) >= Integer.MAX_VALUE) {
      return least;
    }
    double e = error(c, gain, offset, 1);
    if (e < least) {
      gains[c] = gain;
      offsets[c] = offset;
      return e;
    }
    return least;
  }

  private int low() {
    return Bits.activationLow(bits, signed);
  }

  private int high() {
    int high = Bits.activationHigh(bits, signed);
    return (int) Math.min(high, Math.max(1, Math.rint(cap / scale)));
  }

  double scale() {
    return scale;
  }

  /** Puts output and requantization into a policy entry. */
  void write(LayerPolicy.Builder entry, int weightBits, byte[] ratios, boolean[] dead) {
    entry.output(bits, low(), high(), (float) scale);
    if (residual != null) {
      entry.residual(StepConstants.requantizer(residualScale / scale));
    }
    if (!weighted) {
      StepConstants.plain(entry, gains[0], scale);
      return;
    }
    double[] factors = gains.clone();
    for (int c = 0; c < factors.length; c++) {
      factors[c] = dead[c] ? 0 : factors[c];
    }
    StepConstants.weighted(entry, layer, weightBits, ratios, factors, offsets, scale);
  }
}
