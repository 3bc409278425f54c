package io.requant.backend.fpga.internal.plan;

import io.requant.model.graph.Shape;
import io.requant.model.program.TensorSpec;

/**
 * What flows on a stream: a feature map, pixel by pixel in rows, {@code lanes} channels a beat.
 *
 * <p>A pixel whose channels the lanes do not divide ends in a beat that is filled in part; what its
 * other lanes hold means nothing, and every reader ignores it.
 *
 * @param channels channels of a pixel
 * @param pixels pixels of a frame
 * @param lanes channels of a beat
 * @param bits width of an element
 * @param signed whether elements are in two's complement
 */
public record StreamType(int channels, int pixels, int lanes, int bits, boolean signed) {

  public StreamType {
    if (lanes < 1 || lanes > channels) {
      throw new IllegalArgumentException(lanes + " lanes for " + channels + " channels");
    }
  }

  /** A tensor, some channels a beat. */
  static StreamType of(TensorSpec tensor, int lanes) {
    Shape s = tensor.shape();
    return new StreamType(
        s.channels(), s.height() * s.width(), lanes, tensor.bits(), tensor.signed());
  }

  /** Beats of a pixel. */
  public int beatsPerPixel() {
    return Numbers.ceilDiv(channels, lanes);
  }

  /** Beats of a frame. */
  public long beats() {
    return (long) pixels * beatsPerPixel();
  }

  /** Channels in the last beat of a pixel. */
  public int lanesOfLastBeat() {
    return channels - (beatsPerPixel() - 1) * lanes;
  }

  /** Bits of a beat. */
  public int width() {
    return lanes * bits;
  }

  /** The same elements with another number of lanes. */
  public StreamType withLanes(int other) {
    return new StreamType(channels, pixels, other, bits, signed);
  }

  /** The same elements, in the same order, as pixels of another number of channels. */
  public StreamType reshaped(int otherChannels, int otherPixels) {
    return new StreamType(otherChannels, otherPixels, lanes, bits, signed);
  }
}
