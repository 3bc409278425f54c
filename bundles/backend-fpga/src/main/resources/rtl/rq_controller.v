// Controller of a network: two bits (start, end) as in paper 1.
//
//   00 initialise: the input is shut, counters are cleared; "start" begins a task of "frames" frames
//   10 run:        frames flow; several may be under way at once
//   11 recorded:   a frame has left; its time is kept
//   01 output:     the last frame of the task has left; the results are valid until "start" falls
module rq_controller #(
  parameter BEATS = 1  // beats of a frame's result
) (
  input             clk,
  input             rst,
  input             start,
  input      [15:0] frames,
  output            open,         // the input may flow
  input             out_valid,    // the network's output, as it leaves
  input             out_ready,
  output reg [1:0]  state,
  output reg [31:0] cycles,       // clocks since the task began
  output reg [31:0] frame_cycles  // of them when the last frame left
);
  localparam INITIALISE = 2'b00;
  localparam RUN = 2'b10;
  localparam RECORDED = 2'b11;
  localparam OUTPUT = 2'b01;

  reg [31:0] beat;
  reg [15:0] left;  // frames to come
  wire leaves = out_valid && out_ready;
  wire frame_leaves = leaves && beat == BEATS - 1;

  assign open = state != INITIALISE;

  always @(posedge clk) begin
    if (rst) begin
      state <= INITIALISE;
      beat <= 0;
      cycles <= 0;
      frame_cycles <= 0;
      left <= 0;
    end else begin
      if (leaves) beat <= frame_leaves ? 32'd0 : beat + 32'd1;
      if (frame_leaves) begin
        left <= left - 16'd1;
        frame_cycles <= cycles + 32'd1;
      end
      case (state)
        INITIALISE: begin
          cycles <= 0;
          left <= frames;
          if (start) state <= RUN;
        end
        RUN, RECORDED: begin
          cycles <= cycles + 32'd1;
          if (frame_leaves) state <= RECORDED;
          else if (state == RECORDED) state <= left == 0 ? OUTPUT : RUN;
        end
        default: if (!start) state <= INITIALISE;
      endcase
    end
  end
endmodule
