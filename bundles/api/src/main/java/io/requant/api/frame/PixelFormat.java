package io.requant.api.frame;

/** How pixels lie in a frame's bytes. */
public enum PixelFormat {
  /**
   * Two bytes a pixel as an OV5640 puts them on its 8-bit bus (DVP, format 0x61): first {@code
   * RRRRRGGG}, then {@code GGGBBBBB}.
   */
  RGB565(2),
  /** Three bytes a pixel: red, green, blue. */
  RGB888(3);

  private final int bytesPerPixel;

  PixelFormat(int bytesPerPixel) {
    this.bytesPerPixel = bytesPerPixel;
  }

  /** Bytes of one pixel. */
  public int bytesPerPixel() {
    return bytesPerPixel;
  }
}
