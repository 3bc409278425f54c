package io.requant.dscprune.internal.sensitivity;

/**
 * What an item came to.
 *
 * @param key of the item
 * @param accuracy on the images kept back, after the short fine-tuning, 0..1
 * @param macs multiply-adds that are left
 * @param parameters weights and biases that are left
 */
public record Finding(String key, double accuracy, long macs, long parameters) {}
