package io.requant.model.policy;

/**
 * What one inference under a policy costs.
 *
 * @param macs multiply-accumulate operations of convolutions and linear layers
 * @param bops bit operations: MACs x weight bits x input activation bits, summed over layers
 * @param weightBytes bytes of the weights at their widths, each layer rounded up; no constants
 */
public record Cost(long macs, long bops, long weightBytes) {}
