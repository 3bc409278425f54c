package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;

/**
 * Convolution or linear layer with lanes along its output channels, pixel by pixel. The kernels
 * multiply a row of pixels by one weight per tap; here a row of weights is multiplied by one input
 * per tap, so the operands change places.
 */
abstract class MatrixStep implements StepRunner {

  /** Place of a tap that hangs over the edge. */
  static final int OUTSIDE = -1;

  private final float[] input;
  private final int[][] gather;
  private final ChannelScale[] scales;
  private final Tensor residual;
  private final Tensor out;

  /**
   * Binds a layer.
   *
   * @param gather for each output pixel the index in the input of each tap, or {@link #OUTSIDE}
   * @param residual tensor added; null if there is none
   */
  MatrixStep(float[] input, int[][] gather, ChannelScale[] scales, Tensor residual, Tensor out) {
    this.input = input;
    this.gather = gather;
    this.scales = scales;
    this.residual = residual;
    this.out = out;
  }

  @Override
  public final void run() {
    int width = out.shape().width();
    for (int pixel = 0; pixel < gather.length; pixel++) {
      int[] from = gather[pixel];
      for (int k = 0; k < from.length; k++) {
        setFactor(k, from[k] == OUTSIDE ? 0 : input[from[k]]);
      }
      multiply();
      for (int c = 0; c < scales.length; c++) {
        int at = out.planes().row(c, pixel / width) + pixel % width;
        int other = residual == null ? 0 : (int) residual.values()[at];
        out.values()[at] = scales[c].apply(sum(c), other);
      }
    }
  }

  /** Sets the input of one tap. */
  abstract void setFactor(int tap, float value);

  /** Multiplies the rows of weights by the factors. */
  abstract void multiply();

  /** Sum of one output channel after {@link #multiply}. */
  abstract long sum(int channel);

  /** Bytes of the weights and of what goes with them. */
  abstract long weightBytes();

  @Override
  public final long bytes() {
    return weightBytes() + (long) Integer.BYTES * gather.length * gather[0].length;
  }

  /** Index of each tap's row of weights. */
  static int[] rowOffsets(WeightMatrix weights) {
    int[] offsets = new int[weights.taps()];
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = k * weights.channels();
    }
    return offsets;
  }
}
