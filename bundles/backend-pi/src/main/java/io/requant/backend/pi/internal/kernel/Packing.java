package io.requant.backend.pi.internal.kernel;

/** The order in which kernels read weights: see {@link FloatTaps}. */
public final class Packing {

  /** Channels that a kernel computes at once. */
  public static final int BLOCK = 4;

  private Packing() {}

  /** Index of the weight of a channel and a tap, relative to the weight base. */
  public static int index(int channel, int tap, int channels, int taps) {
    int block = channel / BLOCK * BLOCK;
    return block + BLOCK <= channels
        ? block * taps + tap * BLOCK + channel - block
        : channel * taps + tap;
  }

  /** Distance between the weights of one channel for two successive taps. */
  public static int step(int channel, int channels) {
    return channel / BLOCK * BLOCK + BLOCK <= channels ? BLOCK : 1;
  }
}
