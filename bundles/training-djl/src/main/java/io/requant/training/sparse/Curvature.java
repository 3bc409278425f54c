package io.requant.training.sparse;

import java.util.Arrays;

/**
 * Mean curvature of the loss by the weights of a layer, followed over the steps.
 *
 * <p>The loss is a mean over images, so that its Hessian is near the Fisher information, the mean
 * square of one image's gradient: about the square of the mean gradient of n images times n, where
 * the gradient of all images is small against its noise.
 */
final class Curvature {

  private static final double MOVED = 0.03;

  private Curvature() {}

  /**
   * Moves the estimate.
   *
   * @param before estimate so far, 0 at first
   * @param gradient mean gradient of some images by the weights, output channel first
   * @param channels output channels; the median of theirs counts, because one that gives hardly
   *     anything has huge gradients
   * @param images how many
   */
  static double moved(double before, float[] gradient, int channels, int images) {
    double[] squares = new double[channels];
    int perChannel = gradient.length / channels;
    for (int i = 0; i < gradient.length; i++) {
      squares[i / perChannel] += (double) gradient[i] * gradient[i] / perChannel;
    }
    Arrays.sort(squares);
    double now = images * squares[channels / 2];
    return before == 0 ? now : before + MOVED * (now - before);
  }
}
