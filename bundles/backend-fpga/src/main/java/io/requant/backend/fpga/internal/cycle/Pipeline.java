package io.requant.backend.fpga.internal.cycle;

/** The valid bits of a pipeline whose stages move all together: a shift register. */
final class Pipeline {

  private final long lastBit;
  private final long mask;
  private long bits;

  /**
   * An empty pipeline.
   *
   * @param stages registers, 1..63
   */
  Pipeline(int stages) {
    lastBit = 1L << (stages - 1);
    mask = (lastBit << 1) - 1;
  }

  boolean last() {
    return (bits & lastBit) != 0;
  }

  void move(boolean in) {
    bits = ((bits << 1) & mask) | (in ? 1 : 0);
  }
}
