package io.requant.backend.fpga.internal.synth;

import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.StreamType;

/**
 * A top module with few pins around a network, so that any package has enough: images come in and
 * results leave bit by bit through shift registers. Everything that the network says can be shifted
 * out, hence no tool may leave anything away.
 */
final class PlacedTop {

  /** Name of the module. */
  static final String NAME = "place_top";

  /** Where its pins are: clock, buttons and lights of a Tang Primer 20K, which has the device. */
  static final String GOWIN_PINS =
      """
      IO_LOC "clk" H11;
      IO_LOC "rst" T10;
      IO_LOC "start" T3;
      IO_LOC "shift" T2;
      IO_LOC "load" D7;
      IO_LOC "bit_in" C7;
      IO_LOC "bit_out" C13;
      IO_LOC "taken" A13;
      IO_LOC "left" N16;
      """;

  private PlacedTop() {}

  static String verilog(Hardware hardware) {
    StreamType in = hardware.inputType();
    StreamType out = hardware.outputType();
    return """
        // Generated: network with pins of one bit. "shift" moves a bit in and one out; "load" hands the bits to the network.
        module place_top (
          input clk, input rst, input start, input shift, input load, input bit_in,
          output bit_out, output reg taken, output reg left
        );
          reg [%1$d:0] image;
          reg [%2$d:0] result;
          reg loaded;
          wire [1:0] state;
          wire [31:0] cycles, frame_cycles;
          wire in_ready, out_valid;
          wire [%3$d:0] out_data;
          net0 net0 (
            .clk(clk), .rst(rst), .start(start), .frames(16'd1), .state(state), .cycles(cycles),
            .frame_cycles(frame_cycles), .in_valid(loaded), .in_ready(in_ready), .in_data(image),
            .out_valid(out_valid), .out_ready(!left), .out_data(out_data)
          );
          assign bit_out = result[0];
          always @(posedge clk) begin
            if (shift) image <= {bit_in, image} >> 1;
            loaded <= !rst && (load || (loaded && !in_ready));
            taken <= loaded && in_ready;
            left <= out_valid && !left;
            if (out_valid && !left) result <= {state, cycles, frame_cycles, out_data};
            else if (shift) result <= result >> 1;
          end
        endmodule
        """
        .formatted(in.width() - 1, out.width() + 65, out.width() - 1);
  }
}
