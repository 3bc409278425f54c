package io.requant.backend.fpga.internal.video;

import io.requant.backend.fpga.internal.video.VideoRun.Event;

/**
 * How long the frame that a panel shows was under way, in clocks of each domain.
 *
 * @param cameraClocks from its first pixel to its last one, clocks of the camera
 * @param coreClocks from there to its class, clocks of the core
 * @param waitClocks from there until the panel takes it in its vertical blanking, clocks of the
 *     panel
 * @param panelClocks from there until the panel's last pixel, clocks of the panel
 */
public record FrameLatency(long cameraClocks, long coreClocks, long waitClocks, long panelClocks) {

  /**
   * The latency of the n-th shown class, from 0.
   *
   * @throws java.util.NoSuchElementException if it was not shown
   */
  public static FrameLatency of(VideoRun run, PanelTiming panel, int n) {
    int shown = run.index("shown", n);
    Event display = run.events().get(shown);
    Event result = run.last("class", shown);
    Event last = run.last("last_pixel", run.events().indexOf(result));
    Event first = run.last("first_pixel", run.events().indexOf(last));
    int lines = panel.down().total() - panel.down().active();
    return new FrameLatency(
        last.camera() - first.camera(),
        result.core() - last.core(),
        display.panel() - result.panel(),
        (long) lines * panel.across().total()
            + (long) (panel.down().active() - 1) * panel.across().total()
            + panel.across().active());
  }

  /** All of it in seconds. */
  public double seconds(VideoDesign design) {
    return (double) cameraClocks / design.camera().hertz()
        + (double) coreClocks / design.coreHertz()
        + (double) (waitClocks + panelClocks) / design.panel().hertz();
  }
}
