package io.requant.training.quantize;

/**
 * Widths that a gate can give a convolution.
 *
 * @param weightBits of its weights
 * @param activationBits of what it reads, where that has a width to choose
 */
public record GateOption(int weightBits, int activationBits) {}
