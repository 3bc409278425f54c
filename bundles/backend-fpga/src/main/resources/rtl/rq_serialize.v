// Takes the PE accumulators of a finished result at once and hands them on, LANES at a time, while the array computes the next
// result. So one requantizer serves PE / LANES processing elements.
//
// Where LANES is PE nothing is kept: the array waits until its result is taken.
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
  output                 valid,
  input                  take,   // the present beat is taken; only while valid
  output [LANES*ACC-1:0] beat
);
  generate
    if (PE == LANES) begin : directly
      assign valid = done;
      assign beat = result;
      assign move = !done || take;
    end else begin : in_turn
      localparam BITS = $clog2(PE / LANES);
      reg [PE*ACC-1:0] held;
      reg holds;
      reg [BITS-1:0] left;  // beats to come after the present one

      wire room = !holds || (take && left == 0);
      wire load = done && room;
      assign move = !done || room;
      assign valid = holds;
      assign beat = held[LANES*ACC-1:0];

      always @(posedge clk) begin
        if (load) held <= result;
        else if (take) held <= held >> (LANES * ACC);
        if (rst) begin
          holds <= 1'b0;
          left <= 0;
        end else if (load) begin
          holds <= 1'b1;
          left <= (done_tail ? TAIL : PE / LANES) - 1;
        end else if (take) begin
          if (left == 0) holds <= 1'b0;
          else left <= left - 1'b1;
        end
      end
    end
  endgenerate
endmodule
