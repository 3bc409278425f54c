package io.requant.backend.fpga.internal.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.sim.Command;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.Toolchain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timing generator with the figures of every panel, measured by its edges over a frame. */
class PanelTimingTest {

  /** Says when a signal changes, in clocks; HSYNC and the enable only at the frame's beginning. */
  private static final String BENCH =
      """
      module bench;
        reg clk = 0, rst = 1;
        wire [11:0] x, y;
        wire active, hsync, vsync, blank;
        integer clocks = 0, enabled = 0, lines = 0, blanks = 0;
        reg hs = 0, vs = 0, de = 0;
        rv_timing #(%s .COUNT(12)) timing (
          .clk(clk), .rst(rst), .x(x), .y(y), .active(active), .hsync(hsync), .vsync(vsync), .blank(blank)
        );
        always #1 clk = !clk;
        initial #5 rst = 0;
        always @(posedge clk) if (!rst) begin
          if (vsync != vs) $display("vsync %%0d", clocks);
          if (active) enabled = enabled + 1;
          if (active && !de) lines = lines + 1;
          if (blank) blanks = blanks + 1;
          if (y < 2 && active != de) $display("enable %%0d", clocks);
          if (y < 2 && hsync != hs) $display("hsync %%0d", clocks);
          hs = hsync;
          vs = vsync;
          de = active;
          clocks = clocks + 1;
          if (clocks == %d) begin
            $display("enabled %%0d", enabled);
            $display("lines %%0d", lines);
            $display("blanks %%0d", blanks);
            $finish;
          end
        end
      endmodule
      """;

  @TempDir private Path folder;

  private Map<String, List<Long>> edges(PanelTiming panel) {
    String parameters =
        ".H_ACTIVE(%d), .H_FRONT(%d), .H_SYNC(%d), .H_BACK(%d), .V_ACTIVE(%d), .V_FRONT(%d), .V_SYNC(%d), .V_BACK(%d),"
            .formatted(
                panel.across().active(),
                panel.across().front(),
                panel.across().sync(),
                panel.across().back(),
                panel.down().active(),
                panel.down().front(),
                panel.down().sync(),
                panel.down().back());
    long clocks = panel.frameClocks() + (long) panel.across().total() * panel.down().front() + 2;
    Simulators.write(
        folder,
        Map.of(
            "bench.v",
            BENCH.formatted(parameters, clocks),
            "rv_timing.v",
            VideoLibrary.modules().get("rv_timing.v")));
    Toolchain tools = Tools.simulators().tools();
    Command.run(
        folder,
        folder.resolve("compile.log"),
        Duration.ofMinutes(2),
        tools
            .iverilog()
            .orElseThrow()
            .with(List.of("-g2005", "-o", "bench", "bench.v", "rv_timing.v")));
    String output =
        Command.run(
            folder,
            folder.resolve("run.log"),
            Duration.ofMinutes(5),
            tools.vvp().orElseThrow().with(List.of("-n", "bench")));
    Map<String, List<Long>> edges = new HashMap<>();
    output
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 2)
        .forEach(
            words ->
                edges
                    .computeIfAbsent(words[0], name -> new ArrayList<>())
                    .add(Long.parseLong(words[1])));
    return edges;
  }

  @Test
  void linesPulsesAndPorchesOfEveryPanelAreAsLongAsItsSheetSays() {
    Tools.needIcarus();
    for (PanelTiming panel : PanelTiming.ALL) {
      Map<String, List<Long>> edges = edges(panel);
      PanelTiming.Axis across = panel.across();
      PanelTiming.Axis down = panel.down();
      List<Long> vsync = edges.get("vsync");
      List<Long> enable = edges.get("enable");
      List<Long> hsync = edges.get("hsync");
      int line = across.total();
      // Measuring begins with vertical blanking.
      assertThat(vsync.get(0)).isEqualTo((long) down.front() * line);
      assertThat(vsync.get(1) - vsync.get(0)).isEqualTo((long) down.sync() * line);
      assertThat(enable.get(0) - vsync.get(1)).isEqualTo((long) down.back() * line);
      assertThat(vsync.get(2) - vsync.get(0)).isEqualTo(panel.frameClocks());
      assertThat(enable.get(1) - enable.get(0)).isEqualTo(across.active());
      assertThat(hsync.get(0) - enable.get(1)).isEqualTo(across.front());
      assertThat(hsync.get(1) - hsync.get(0)).isEqualTo(across.sync());
      assertThat(enable.get(2) - hsync.get(1)).isEqualTo(across.back());
      assertThat(edges.get("enabled").get(0)).isEqualTo((long) across.active() * down.active());
      assertThat(edges.get("lines").get(0)).isEqualTo(down.active());
      assertThat(edges.get("blanks").get(0)).isEqualTo(2);
    }
  }

  @Test
  void panelsAreRefreshedSixtyTimesASecond() {
    assertThat(PanelTiming.AN430.refresh()).isCloseTo(59.94, within(0.005));
    assertThat(PanelTiming.ATK_7016.refresh()).isCloseTo(59.99, within(0.005));
    assertThat(PanelTiming.HDMI_720P.refresh()).isCloseTo(60, within(0.001));
  }

  @Test
  void aCameraPictureThatIsLargerThanThePanelIsRefused() {
    assertThatThrownBy(() -> PanelLayout.of(CameraTiming.ov5640(640, 480), PanelTiming.AN430, 10))
        .hasMessageContaining("640x480")
        .hasMessageContaining("480x272");
  }
}
