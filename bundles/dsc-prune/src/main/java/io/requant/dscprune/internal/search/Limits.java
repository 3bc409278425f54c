package io.requant.dscprune.internal.search;

/**
 * What a network may cost.
 *
 * @param layers separable layers, at least 1
 * @param macs multiply-adds
 * @param weightBytes bytes of its weights at 8 bits
 */
public record Limits(int layers, long macs, long weightBytes) {

  /** The same number of layers with a part of the rest. */
  public Limits scaled(double part) {
    return new Limits(layers, Math.round(macs * part), Math.round(weightBytes * part));
  }
}
