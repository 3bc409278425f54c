// Rearranger to a larger parallelism: RATIO beats in, one beat of RATIO * LANES elements out.
//
// A pixel has IN_BEATS beats; after its last one the word leaves as it is, filled or not. What lies in the unfilled lanes
// means nothing: readers of a stream use only the channels that exist.
module rq_widen #(
  parameter WIDTH = 8,  // bits of an input beat
  parameter RATIO = 2,
  parameter IN_BEATS = 2
) (
  input                        clk,
  input                        rst,
  input                        in_valid,
  output                       in_ready,
  input      [WIDTH-1:0]       in_data,
  output reg                   out_valid,
  input                        out_ready,
  output reg [WIDTH*RATIO-1:0] out_data
);
  localparam SLOT_BITS = RATIO > 1 ? $clog2(RATIO) : 1;
  localparam BEAT_BITS = IN_BEATS > 1 ? $clog2(IN_BEATS) : 1;
  reg [SLOT_BITS-1:0] slot;  // where in the word the next beat goes
  reg [BEAT_BITS-1:0] beat;  // input beat within the pixel

  assign in_ready = !out_valid || out_ready;
  wire push = in_valid && in_ready;
  wire ends = slot == RATIO - 1 || beat == IN_BEATS - 1;

  genvar i;
  generate
    for (i = 0; i < RATIO; i = i + 1) begin : place
      always @(posedge clk) if (push && slot == i) out_data[i*WIDTH +: WIDTH] <= in_data;
    end
  endgenerate

  always @(posedge clk) begin
    if (rst) begin
      out_valid <= 1'b0;
      slot <= 0;
      beat <= 0;
    end else begin
      if (push) begin
        out_valid <= ends;
        slot <= ends ? {SLOT_BITS{1'b0}} : slot + 1'b1;
        beat <= beat == IN_BEATS - 1 ? {BEAT_BITS{1'b0}} : beat + 1'b1;
      end else if (out_ready) out_valid <= 1'b0;
    end
  end
endmodule
