// Rearranger to a smaller parallelism: one beat of RATIO * LANES elements in, up to RATIO beats of LANES elements out.
//
// A pixel has IN_BEATS beats, the last of which may be filled only in part: of it LAST beats go out.
module rq_narrow #(
  parameter WIDTH = 8,  // bits of an output beat
  parameter RATIO = 2,
  parameter IN_BEATS = 1,
  parameter LAST = 2
) (
  input                        clk,
  input                        rst,
  input                        in_valid,
  output                       in_ready,
  input      [WIDTH*RATIO-1:0] in_data,
  output reg                   out_valid,
  input                        out_ready,
  output     [WIDTH-1:0]       out_data
);
  reg [WIDTH*RATIO-1:0] held;
  localparam LEFT_BITS = RATIO > 1 ? $clog2(RATIO) : 1;
  localparam BEAT_BITS = IN_BEATS > 1 ? $clog2(IN_BEATS) : 1;
  reg [LEFT_BITS-1:0] left;  // beats of the held word that have not left, besides the present one
  reg [BEAT_BITS-1:0] beat;  // input beat within the pixel

  wire leaves = out_valid && out_ready;
  assign in_ready = !out_valid || (out_ready && left == 0);
  assign out_data = held[WIDTH-1:0];

  always @(posedge clk) begin
    if (in_valid && in_ready) held <= in_data;
    else if (leaves) held <= held >> WIDTH;
    if (rst) begin
      out_valid <= 1'b0;
      left <= 0;
      beat <= 0;
    end else if (in_valid && in_ready) begin
      out_valid <= 1'b1;
      left <= (beat == IN_BEATS - 1 ? LAST : RATIO) - 1;
      beat <= beat == IN_BEATS - 1 ? {BEAT_BITS{1'b0}} : beat + 1'b1;
    end else if (leaves) begin
      if (left == 0) out_valid <= 1'b0;
      else left <= left - 1'b1;
    end
  end
endmodule
