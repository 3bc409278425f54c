package io.requant.model.program;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Shape;

/**
 * One tensor of a program.
 *
 * @param name name of the layer that produces it, or {@link io.requant.model.graph.Graph#INPUT}
 * @param shape extent
 * @param bits width of its integers, 2..16
 * @param signed whether they can be negative
 */
public record TensorSpec(String name, Shape shape, int bits, boolean signed) {

  public TensorSpec {
    Bits.check("tensor '" + name + "'", bits);
  }

  /** Smallest integer. */
  public int low() {
    return Bits.activationLow(bits, signed);
  }

  /** Largest integer. */
  public int high() {
    return Bits.activationHigh(bits, signed);
  }

  /** Largest magnitude. */
  public int magnitude() {
    return Math.max(-low(), high());
  }
}
