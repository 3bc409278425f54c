package io.requant.backend.fpga.internal.video;

/**
 * What a camera puts on its bus: two bytes a pixel, one a clock.
 *
 * @param width pixels of a line, 1..2592
 * @param height lines of a frame, 1..1944
 * @param hertz pixel clock
 * @param lineBlank clocks without data behind every line, at least 1
 * @param syncLines lines of the VSYNC pulse, at least 1
 * @param backLines blank lines between it and the picture
 * @param frontLines blank lines between the picture and the next pulse
 */
public record CameraTiming(
    int width,
    int height,
    long hertz,
    int lineBlank,
    int syncLines,
    int backLines,
    int frontLines) {

  /** Largest width and height: the OV5640's. */
  public static final int MAX_WIDTH = 2592;

  /** Likewise. */
  public static final int MAX_HEIGHT = 1944;

  public CameraTiming {
    if (width < 1 || width > MAX_WIDTH || height < 1 || height > MAX_HEIGHT) {
      throw new IllegalArgumentException(
          "camera of %dx%d pixels; an OV5640 gives 1x1 to %dx%d"
              .formatted(width, height, MAX_WIDTH, MAX_HEIGHT));
    }
    if (hertz < 1 || lineBlank < 1 || syncLines < 1 || backLines < 0 || frontLines < 0) {
      throw new IllegalArgumentException("camera timing with a blanking or clock of nothing");
    }
  }

  /**
   * An OV5640 at 24 MHz. Its blanking is shorter here than the sensor's, which makes simulation
   * short: 86 to 115 frames a second at 320x240 instead of 15 to 30.
   */
  public static CameraTiming ov5640(int width, int height) {
    return new CameraTiming(width, height, 24_000_000, 144, 4, 8, 4);
  }

  /** Clocks of a line. */
  public int lineClocks() {
    return 2 * width + lineBlank;
  }

  /** Clocks of a frame. */
  public long frameClocks() {
    return (long) lineClocks() * (syncLines + backLines + height + frontLines);
  }

  /** Bytes of a frame's pixels. */
  public int frameBytes() {
    return 2 * width * height;
  }
}
