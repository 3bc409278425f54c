package io.requant.model.quantize;

/** Mean and variance of every channel of a tensor over some images. */
final class ChannelMoments {

  private final double[] means;
  private final double[] variances;

  /**
   * Measures.
   *
   * @param channels number of channels, varying fastest
   * @param images values by image
   */
  ChannelMoments(int channels, float[][] images) {
    means = new double[channels];
    variances = new double[channels];
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    long count = 0;
    for (float[] image : images) {
      for (int i = 0; i < image.length; i += channels) {
        for (int c = 0; c < channels; c++) {
          double value = image[i + c];
          sums[c] += value;
          squares[c] += value * value;
        }
        count++;
      }
    }
    for (int c = 0; c < channels; c++) {
      means[c] = sums[c] / count;
      variances[c] = Math.max(0, squares[c] / count - means[c] * means[c]);
    }
  }

  double mean(int channel) {
    return means[channel];
  }

  double variance(int channel) {
    return variances[channel];
  }
}
