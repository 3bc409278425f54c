package io.requant.backend.pi.internal.planar;

/**
 * Convolution with lanes along rows: band by band of output rows, all channels of a band at a time,
 * so that a band's sums stay in the cache until they are requantized.
 */
final class ConvolveStep implements StepRunner {

  private final Tensor in;
  private final Phases phases;
  private final Scratch scratch;
  private final Products products;
  private final int groups;
  private final int[] groupBase;
  private final int pitch;
  private final int bandRows;
  private final Tensor residual;
  private final Tensor out;

  /**
   * Binds a convolution.
   *
   * @param phases rearrangement of the input; null if it is read in place
   * @param groupBase for each group, index that its first tap's offset counts from
   * @param pitch distance between rows of what the kernel reads
   * @param residual tensor added; null if there is none
   */
  ConvolveStep(
      Tensor in,
      Phases phases,
      Scratch scratch,
      Products products,
      int[] groupBase,
      int pitch,
      int bandRows,
      Tensor residual,
      Tensor out) {
    this.in = in;
    this.phases = phases;
    this.scratch = scratch;
    this.products = products;
    this.groups = groupBase.length;
    this.groupBase = groupBase;
    this.pitch = pitch;
    this.bandRows = bandRows;
    this.residual = residual;
    this.out = out;
  }

  @Override
  public void run() {
    if (phases == null) {
      products.load(in.values());
    } else {
      phases.fill(scratch.floats());
      products.load(scratch.floats());
    }
    int height = out.shape().height();
    for (int y = 0; y < height; y += bandRows) {
      int rows = Math.min(bandRows, height - y);
      int n = (rows - 1) * pitch + out.shape().width();
      for (int g = 0; g < groups; g++) {
        products.accumulate(g, groupBase[g] + y * pitch, n);
      }
      for (int c = 0; c < out.shape().channels(); c++) {
        write(c, y, rows, n);
      }
    }
  }

  private void write(int channel, int y, int rows, int n) {
    Planes planes = out.planes();
    float[] other = residual == null ? null : residual.values();
    int at = planes.row(channel, y);
    if (pitch == planes.pitch()) {
      products.requantize(channel, 0, other, at, out.values(), at, n);
      planes.clearGaps(out.values(), channel, y, rows);
    } else {
      int width = out.shape().width();
      for (int r = 0; r < rows; r++, at += planes.pitch()) {
        products.requantize(channel, r * pitch, other, at, out.values(), at, width);
      }
    }
  }

  @Override
  public long bytes() {
    return products.bytes() + (long) Integer.BYTES * groups;
  }
}
