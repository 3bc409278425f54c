package io.requant.model.quantize;

/**
 * One tensor of the quantized network on all calibration images.
 *
 * @param images integers, NHWC, by image
 * @param scale real value of one step
 */
@SuppressWarnings("ArrayRecordComponent") // internal and large: shared, never compared
record QuantizedTensor(float[][] images, double scale) {}
