package io.requant.backend.fpga.internal.video;

import java.io.ByteArrayOutputStream;

/**
 * The signals of a camera's bus, clock by clock: two bytes each, flags ({@value #VSYNC} VSYNC,
 * {@value #HREF} HREF) and data. Lines and frames can be put together wrongly on purpose.
 */
public final class DvpWave {

  /** Flag of a clock between frames. */
  public static final int VSYNC = 1;

  /** Flag of a clock with a byte of a pixel. */
  public static final int HREF = 2;

  private final CameraTiming timing;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Nothing yet. */
  public DvpWave(CameraTiming timing) {
    this.timing = timing;
  }

  /** A whole frame: pulse, back porch, lines, front porch. */
  public DvpWave frame(byte[] pixels) {
    return pulse().lines(pixels, 0, timing.height()).end();
  }

  /** VSYNC and the blank lines behind it. */
  public DvpWave pulse() {
    idle(VSYNC, timing.lineClocks() * timing.syncLines());
    return idle(0, timing.lineClocks() * timing.backLines());
  }

  /**
   * Lines of a frame.
   *
   * @param pixels RGB565 of the whole frame, high bytes first
   */
  public DvpWave lines(byte[] pixels, int from, int to) {
    for (int y = from; y < to; y++) {
      line(pixels, 2 * y * timing.width(), 2 * timing.width());
    }
    return this;
  }

  /** One line of any number of bytes. */
  public DvpWave line(byte[] data, int offset, int length) {
    for (int i = 0; i < length; i++) {
      bytes.write(HREF);
      bytes.write(data[offset + i]);
    }
    return idle(0, timing.lineBlank());
  }

  /** The front porch. */
  public DvpWave end() {
    return idle(0, timing.lineClocks() * timing.frontLines());
  }

  private DvpWave idle(int flags, int clocks) {
    for (int i = 0; i < clocks; i++) {
      bytes.write(flags);
      bytes.write(0);
    }
    return this;
  }

  /** The pixel clock and geometry. */
  public CameraTiming timing() {
    return timing;
  }

  /** Clocks so far. */
  public long clocks() {
    return bytes.size() / 2;
  }

  /** Two bytes a clock. */
  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
