package io.requant.backend.fpga.internal.video;

import java.util.Arrays;

/** The frame that a panel must show, drawn in software from the same picture, class and layout. */
final class ExpectedPanel {

  private static final int BACKGROUND = 0x101820;
  private static final int INK = 0xFFE040;

  private ExpectedPanel() {}

  static int[] pixels(VideoDesign design, byte[] picture, int shownClass) {
    PanelLayout layout = design.layout();
    CameraTiming camera = design.camera();
    int width = design.panel().across().active();
    int[] pixels = new int[width * design.panel().down().active()];
    Arrays.fill(pixels, BACKGROUND);
    for (int y = 0; y < camera.height() * layout.scale(); y++) {
      for (int x = 0; x < camera.width() * layout.scale(); x++) {
        int at = 2 * (y / layout.scale() * camera.width() + x / layout.scale());
        int colour = wide(((picture[at] & 0xFF) << 8) | (picture[at + 1] & 0xFF));
        int row = layout.top() + y;
        pixels[row * width + layout.left() + x] =
            row >= layout.bar() ? colour >> 1 & 0x7F7F7F : colour;
      }
    }
    String name = design.names().get(shownClass);
    VideoFont font = new VideoFont();
    int unit = 1 << layout.zoom();
    for (int i = 0; i < Math.min(name.length(), layout.places()); i++) {
      for (int y = 0; y < VideoFont.CELL * unit; y++) {
        int row = font.row(VideoFont.index(name.charAt(i)), y / unit);
        for (int x = 0; x < VideoFont.CELL * unit; x++) {
          int column = layout.textLeft() + i * VideoFont.CELL * unit + x;
          boolean inside = column < layout.left() + camera.width() * layout.scale();
          if (inside && ((row << (x / unit)) & 0x80) != 0) {
            pixels[(layout.textTop() + y) * width + column] = INK;
          }
        }
      }
    }
    return pixels;
  }

  private static int wide(int v) {
    int red = v >> 11;
    int green = v >> 5 & 63;
    int blue = v & 31;
    return (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | blue << 3 | blue >> 2;
  }
}
