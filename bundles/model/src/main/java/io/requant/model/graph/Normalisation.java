package io.requant.model.graph;

import java.util.Collections;
import java.util.List;

/**
 * How an image becomes a network's input: {@code (pixel / 255 - mean[c]) / deviation[c]}.
 *
 * @param mean mean of each channel, on the scale 0..1
 * @param deviation standard deviation of each channel, on the scale 0..1, positive
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

  /** Most channels of an image. */
  public static final int MAX_CHANNELS = 64;

  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty() || mean.size() != deviation.size() || mean.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "normalisation: "
              + mean.size()
              + " means and "
              + deviation.size()
              + " deviations; give one of each per channel, "
              + MAX_CHANNELS
              + " at most");
    }
    for (int c = 0; c < mean.size(); c++) {
      if (!Double.isFinite(mean.get(c)) || !(deviation.get(c) > 0) || deviation.get(c) > 1e6) {
        throw new IllegalArgumentException(
            "normalisation of channel %d: mean %s must be finite, deviation %s positive"
                .formatted(c, mean.get(c), deviation.get(c)));
      }
    }
  }

  /** Pixels on the scale 0..1, nothing else. */
  public static Normalisation identity(int channels) {
    return new Normalisation(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /** Number of channels. */
  public int channels() {
    return mean.size();
  }

  /**
   * The network's input value of one pixel.
   *
   * @param channel channel, from 0
   * @param pixel 0..255
   */
  public double apply(int channel, int pixel) {
    return (pixel / 255.0 - mean.get(channel)) / deviation.get(channel);
  }
}
