package io.requant.model.policy;

/**
 * What one inference under a policy costs.
 *
 * @param macs multiply-accumulate operations of convolutions and linear layers
 * @param bops bit operations: MACs x weight bits x input activation bits, summed over layers
 * @param weightBytes bytes of the weights at their widths, each layer rounded up; no constants
 */
public record Cost(long macs, long bops, long weightBytes) {

  public Cost {
    if (macs < 0 || bops < 0 || weightBytes < 0) {
      throw new IllegalArgumentException(
          "cost of %d MACs, %d BOPs, %d bytes: none can be negative"
              .formatted(macs, bops, weightBytes));
    }
  }
}
