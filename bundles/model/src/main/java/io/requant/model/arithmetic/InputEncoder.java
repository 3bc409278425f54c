package io.requant.model.arithmetic;

import io.requant.model.graph.Normalisation;
import java.nio.ByteBuffer;

/**
 * Pixels to network input: normalisation and quantization in one table look-up per byte.
 *
 * <p>Input is signed 8 bits, zero point 0, one scale for the network: {@code q = clamp(floor(x /
 * scale + 1/2), -128, 127)} with {@code x = (pixel / 255 - mean[c]) / deviation[c]}. It does not
 * depend on the policy, so two engines under different policies can be shown the same bytes.
 */
public final class InputEncoder {

  /** Width of an input element. */
  public static final int BITS = 8;

  private final byte[][] tables;

  /**
   * Computes the tables.
   *
   * @param normalisation one entry per channel
   * @param scale input scale: real value of one step, positive
   */
  public InputEncoder(Normalisation normalisation, double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("input scale " + scale + " is not positive");
    }
    tables = new byte[normalisation.channels()][256];
    for (int c = 0; c < tables.length; c++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        double steps = Math.floor(normalisation.apply(c, pixel) / scale + 0.5);
        tables[c][pixel] = (byte) Math.max(-128, Math.min(127, steps));
      }
    }
  }

  /** The scale at which the extremes of the pixel range just fit 8 bits. */
  public static double fittingScale(Normalisation normalisation) {
    double largest = 0;
    for (int c = 0; c < normalisation.channels(); c++) {
      largest = Math.max(largest, Math.abs(normalisation.apply(c, 0)));
      largest = Math.max(largest, Math.abs(normalisation.apply(c, 255)));
    }
    return largest / 127;
  }

  /**
   * Encodes interleaved pixels.
   *
   * @param pixels unsigned bytes, channels varying fastest, from offset 0
   * @param out receives one byte per pixel byte at its position, which advances
   */
  public void encode(byte[] pixels, ByteBuffer out) {
    int channels = tables.length;
    for (int i = 0; i < pixels.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        out.put(tables[c][pixels[i + c] & 0xFF]);
      }
    }
  }
}
