package io.requant.backend.fpga.internal.sim;

/**
 * What a simulation gave for one image.
 *
 * @param logits one integer per output
 * @param clocks from the start of the request until the last logit left
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never kept
public record Frame(int[] logits, long clocks) {}
