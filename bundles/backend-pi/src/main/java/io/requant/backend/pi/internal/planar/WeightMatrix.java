package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.Packing;
import io.requant.model.program.Step;

/**
 * Weights of a convolution as a matrix of output channels and taps. Taps are ordered kernel row,
 * kernel column, input channel of the group: as the program stores them.
 */
record WeightMatrix(Step.Convolve step) {

  int channels() {
    return step.bias().length;
  }

  int taps() {
    return step.weights().length / step.bias().length;
  }

  /** Channels of one group. */
  int groupChannels() {
    return channels() / step.groups();
  }

  int at(int channel, int tap) {
    return step.weights()[channel * taps() + tap];
  }

  /** Index of a weight in the kernels' packing, groups one after the other. */
  private int packed(int channel, int tap) {
    int group = channel / groupChannels();
    return group * groupChannels() * taps()
        + Packing.index(channel % groupChannels(), tap, groupChannels(), taps());
  }

  float[] packFloats() {
    float[] result = new float[channels() * taps()];
    for (int c = 0; c < channels(); c++) {
      for (int k = 0; k < taps(); k++) {
        result[packed(c, k)] = at(c, k);
      }
    }
    return result;
  }

  double[] packDoubles() {
    double[] result = new double[channels() * taps()];
    for (int c = 0; c < channels(); c++) {
      for (int k = 0; k < taps(); k++) {
        result[packed(c, k)] = at(c, k);
      }
    }
    return result;
  }
}
