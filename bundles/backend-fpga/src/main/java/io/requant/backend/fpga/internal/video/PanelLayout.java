package io.requant.backend.fpga.internal.video;

/**
 * Where the picture and the class's name lie on a panel.
 *
 * @param scale how many times as large as the camera gives it the picture is
 * @param left its first column
 * @param top its first row
 * @param bar first row of the bar over the picture's lower end
 * @param textLeft first column of the name
 * @param textTop its first row
 * @param zoom letters are {@code 2^zoom} times 8 x 8 pixels
 * @param places places of a name, a power of two, at least 2
 */
public record PanelLayout(
    int scale, int left, int top, int bar, int textLeft, int textTop, int zoom, int places) {

  private static final int LETTER = 8;

  /** Most places of a name; longer ones are cut. */
  public static final int MAX_PLACES = 32;

  /**
   * Lays out: the picture as large as whole factors allow, in the middle; letters as large as the
   * longest name allows, at most a sixth of the picture.
   *
   * @throws IllegalArgumentException if the picture is larger than the panel
   */
  public static PanelLayout of(CameraTiming camera, PanelTiming panel, int longestName) {
    int scale =
        Math.min(panel.across().active() / camera.width(), panel.down().active() / camera.height());
    if (scale < 1) {
      throw new IllegalArgumentException(
          "a camera picture of %dx%d is larger than %s with %dx%d: choose a smaller one"
              .formatted(
                  camera.width(),
                  camera.height(),
                  panel.name(),
                  panel.across().active(),
                  panel.down().active()));
    }
    scale = Math.min(scale, 15);
    int width = scale * camera.width();
    int height = scale * camera.height();
    int left = (panel.across().active() - width) / 2;
    int top = (panel.down().active() - height) / 2;
    int shown = Math.max(1, Math.min(longestName, MAX_PLACES));
    int zoom = 0;
    while (fits(zoom + 1, shown, width, height)) {
      zoom++;
    }
    int unit = 1 << zoom;
    int bar = top + height - Math.min(height, 10 * unit);
    int places = Integer.highestOneBit(Math.max(2, shown * 2 - 1));
    return new PanelLayout(scale, left, top, bar, left + 2 * unit, bar + unit, zoom, places);
  }

  private static boolean fits(int zoom, int letters, int width, int height) {
    int letter = LETTER << zoom;
    return letters * letter + (4 << zoom) <= width && 6 * letter <= height;
  }
}
