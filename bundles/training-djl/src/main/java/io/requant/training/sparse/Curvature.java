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
   * @param squares mean square of some images' mean gradient, by output channel; the median counts,
   *     because a channel that gives hardly anything has huge gradients
   * @param images how many
   */
  static double moved(double before, float[] squares, int images) {
    float[] sorted = squares.clone();
    Arrays.sort(sorted);
    double now = (double) images * sorted[sorted.length / 2];
    return before == 0 ? now : before + MOVED * (now - before);
  }
}
