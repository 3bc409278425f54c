package io.requant.dscprune.internal.run;

import io.requant.model.policy.Policy;

/**
 * A precision of the cut network.
 *
 * @param name such as w8a8
 * @param without policy made without training, with its accuracy on the test images
 * @param trained policy of quantization-aware training, with its accuracy on the test images
 */
public record Quantized(String name, Policy without, Policy trained) {

  /** Accuracy of the policy made without training, 0..1. */
  public double staticTop1() {
    return top1(without);
  }

  /** Accuracy of the trained policy, 0..1. */
  public double trainedTop1() {
    return top1(trained);
  }

  private static double top1(Policy policy) {
    return policy.accuracy().map(measured -> measured.top1()).orElse(Double.NaN);
  }
}
