package io.requant.backend.pi.internal.planar;

/** The same elements in the same storage order under another shape, where a view does not do. */
final class ReshapeStep implements StepRunner {

  private final Tensor in;
  private final Tensor out;
  private final int[] from;
  private final int[] to;

  ReshapeStep(Tensor in, Tensor out) {
    this.in = in;
    this.out = out;
    from = new int[in.shape().size()];
    to = new int[in.shape().size()];
    for (int e = 0; e < from.length; e++) {
      from[e] = in.index(e);
      to[e] = out.index(e);
    }
  }

  @Override
  public void run() {
    for (int e = 0; e < from.length; e++) {
      out.values()[to[e]] = in.values()[from[e]];
    }
  }

  @Override
  public long bytes() {
    return (long) Integer.BYTES * (from.length + to.length);
  }
}
