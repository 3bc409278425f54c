// Takes the PE accumulators of a finished result at once and hands them on, LANES at a time, while the array computes the next
// result. So one requantizer serves PE / LANES processing elements.
//
// A result has PE / LANES beats; one that ends a pixel has TAIL beats, since the last fold may have fewer channels.
module rq_serialize #(
  parameter PE = 1,
  parameter LANES = 1,
  parameter ACC = 24,
  parameter TAIL = 1
) (
  input                  clk,
  input                  rst,
  input                  done,
  input                  done_tail,
  input  [PE*ACC-1:0]    result,
  output                 move,   // the array may go on: no finished result waits for room
  output reg             valid,
  input                  take,   // the present beat is taken; only while valid
  output [LANES*ACC-1:0] beat
);
  reg [PE*ACC-1:0] held;
  localparam BITS = PE > LANES ? $clog2(PE / LANES) : 1;
  reg [BITS-1:0] left;  // beats to come after the present one

  wire room = !valid || (take && left == 0);
  wire load = done && room;
  assign move = !done || room;
  assign beat = held[LANES*ACC-1:0];

  always @(posedge clk) begin
    if (load) held <= result;
    else if (take) held <= held >> (LANES * ACC);
    if (rst) begin
      valid <= 1'b0;
      left <= 0;
    end else if (load) begin
      valid <= 1'b1;
      left <= (done_tail ? TAIL : PE / LANES) - 1;
    end else if (take) begin
      if (left == 0) valid <= 1'b0;
      else left <= left - 1'b1;
    end
  end
endmodule
