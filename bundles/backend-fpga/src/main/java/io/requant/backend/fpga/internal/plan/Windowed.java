package io.requant.backend.fpga.internal.plan;

/** A module with a sliding window: it reads a result's words one a clock. */
public sealed interface Windowed extends Node.Pipe permits Windowed.Conv, Windowed.EachChannel {
  /** Where the window goes. */
  Geometry geometry();

  /** Its memory. */
  Ring ring();

  /** Words read for one result. */
  int wordsPerResult();

  /** Results of one output pixel. */
  int resultsPerPixel();

  /** Channels that a result has: processing elements. */
  int elements();

  /** Channels that leave a clock. */
  int lanes();

  /** Channels of the result that ends a pixel. */
  int elementsOfTail();

  /** Clocks that the array needs from a word to its accumulator. */
  int arrayLatency();

  /** Its requantizer, or null. */
  Scaling scaling();

  /** Clocks in which a frame's words are read, if nothing ever waits. */
  default long clocksPerFrame() {
    return (long) geometry().outPixels() * resultsPerPixel() * wordsPerResult();
  }

  /** A windowed module in which every channel is by itself. */
  sealed interface EachChannel extends Windowed {
    /** Channels of input and output. */
    int channels();

    @Override
    default int wordsPerResult() {
      return geometry().area();
    }

    @Override
    default int resultsPerPixel() {
      return ring().words();
    }

    @Override
    default int elements() {
      return ring().lanes();
    }

    @Override
    default int elementsOfTail() {
      return channels() - (ring().words() - 1) * ring().lanes();
    }

    @Override
    default int arrayLatency() {
      return 1;
    }
  }

  /**
   * Convolution or linear layer.
   *
   * @param layer name of the step
   * @param simd input channels a clock
   * @param pe output channels a clock
   * @param groups groups of channels
   * @param part words of a group
   * @param folds results of a group
   * @param outChannels output channels
   * @param weightBits width of a weight
   * @param weights ordered c, ky, kx, i, as in the program
   * @param accBits width of the accumulator
   * @param dsp whether multipliers take DSP slices
   */
  @SuppressWarnings("ArrayRecordComponent") // shared with the program on purpose
  record Conv(
      String name,
      String layer,
      int input,
      int residual,
      int output,
      Geometry geometry,
      Ring ring,
      int simd,
      int pe,
      int groups,
      int part,
      int folds,
      int inPerGroup,
      int outChannels,
      int lanes,
      int weightBits,
      short[] weights,
      boolean signed,
      int accBits,
      boolean dsp,
      Scaling scaling)
      implements Windowed, Node.Adding {
    @Override
    public int wordsPerResult() {
      return geometry.area() * part;
    }

    @Override
    public int resultsPerPixel() {
      return groups * folds;
    }

    @Override
    public int elements() {
      return pe;
    }

    @Override
    public int elementsOfTail() {
      return outChannels / groups - (folds - 1) * pe;
    }

    @Override
    public int arrayLatency() {
      return 2;
    }

    /** Words of the weight memory. */
    public int weightWords() {
      return resultsPerPixel() * wordsPerResult();
    }

    /** Bits of such a word. */
    public int weightWidth() {
      return pe * simd * weightBits;
    }

    /** The same with its multipliers in DSP slices or in look-up tables. */
    public Conv withDsp(boolean inDsp) {
      return new Conv(
          name,
          layer,
          input,
          residual,
          output,
          geometry,
          ring,
          simd,
          pe,
          groups,
          part,
          folds,
          inPerGroup,
          outChannels,
          lanes,
          weightBits,
          weights,
          signed,
          accBits,
          inDsp,
          scaling);
    }
  }

  /**
   * Depthwise convolution, or average pool without weights.
   *
   * @param layer name of the step
   * @param weights ordered c, ky, kx; null for an average
   * @param weightBits width of a weight; 0 for an average
   */
  @SuppressWarnings("ArrayRecordComponent") // shared with the program on purpose
  record Channelwise(
      String name,
      String layer,
      int input,
      int residual,
      int output,
      Geometry geometry,
      Ring ring,
      int channels,
      int lanes,
      int weightBits,
      short[] weights,
      boolean signed,
      int accBits,
      boolean dsp,
      Scaling scaling)
      implements EachChannel, Node.Adding {
    /** Words of the weight memory. */
    public int weightWords() {
      return ring.words() * geometry.area();
    }

    /** Bits of such a word. */
    public int weightWidth() {
      return ring.lanes() * weightBits;
    }

    /** The same with its multipliers in DSP slices or in look-up tables. */
    public Channelwise withDsp(boolean inDsp) {
      return new Channelwise(
          name,
          layer,
          input,
          residual,
          output,
          geometry,
          ring,
          channels,
          lanes,
          weightBits,
          weights,
          signed,
          accBits,
          inDsp,
          scaling);
    }
  }

  /** Maximum pool, or with a 1x1 window every stride-th pixel. */
  record Maximum(
      String name,
      String layer,
      int input,
      int output,
      Geometry geometry,
      Ring ring,
      int channels,
      int lanes,
      boolean signed)
      implements EachChannel {
    @Override
    public Scaling scaling() {
      return null;
    }
  }
}
