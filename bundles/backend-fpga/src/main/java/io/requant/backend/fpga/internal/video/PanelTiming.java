package io.requant.backend.fpga.internal.video;

import java.util.List;

/**
 * Timing of a panel: of lines in clocks, of frames in lines.
 *
 * @param id what users call it
 * @param name full name
 * @param hertz pixel clock
 * @param across along a line
 * @param down along a frame
 * @param tmds whether it is driven over HDMI's three coded channels
 * @param source where the figures are from
 */
public record PanelTiming(
    String id, String name, long hertz, Axis across, Axis down, boolean tmds, String source) {

  /**
   * One direction.
   *
   * @param active what is visible
   * @param front blank before the sync pulse
   * @param sync the pulse
   * @param back blank behind it
   */
  public record Axis(int active, int front, int sync, int back) {
    public Axis {
      if (active < 1 || front < 1 || sync < 1 || back < 1) {
        throw new IllegalArgumentException("a panel's active area, porches and pulses are not 0");
      }
    }

    /** Everything. */
    public int total() {
      return active + front + sync + back;
    }
  }

  /** 4.3 inch of ALINX; paper 1 gives it 480x320, the panel has 480x272. */
  public static final PanelTiming AN430 =
      new PanelTiming(
          "an430",
          "ALINX AN430",
          9_000_000,
          new Axis(480, 2, 41, 2),
          new Axis(272, 2, 10, 2),
          false,
          "typical values of 4.3 inch 480x272 panels: 525 x 286 at 9 MHz");

  /** 7 inch of ALIENTEK. */
  public static final PanelTiming ATK_7016 =
      new PanelTiming(
          "atk7016",
          "ALIENTEK ATK-7016",
          51_200_000,
          new Axis(1024, 160, 20, 140),
          new Axis(600, 12, 3, 20),
          false,
          "typical values of 7 inch 1024x600 panels: 1344 x 635 at 51.2 MHz");

  /** 720p60 over HDMI, as DVI: no data islands. */
  public static final PanelTiming HDMI_720P =
      new PanelTiming(
          "hdmi",
          "HDMI 1280x720",
          74_250_000,
          new Axis(1280, 110, 40, 220),
          new Axis(720, 5, 5, 20),
          true,
          "CEA-861 format 4: 1650 x 750 at 74.25 MHz");

  /** All panels. */
  public static final List<PanelTiming> ALL = List.of(AN430, ATK_7016, HDMI_720P);

  /**
   * The panel of an id.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static PanelTiming named(String id) {
    return ALL.stream()
        .filter(panel -> panel.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "panel '%s' is not known; there are %s"
                        .formatted(id, ALL.stream().map(PanelTiming::id).toList())));
  }

  /** Clocks of a frame. */
  public long frameClocks() {
    return (long) across.total() * down.total();
  }

  /** Frames a second. */
  public double refresh() {
    return (double) hertz / frameClocks();
  }
}
