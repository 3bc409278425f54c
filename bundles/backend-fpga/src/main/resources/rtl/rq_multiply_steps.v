// floor(a * m / 2^DROP) for a signed a and an unsigned m of 16 bits, by additions over STEPS clocks: a requantizer that serves
// a slow array has the time, and needs no DSP slice.
//
// "load" brings m; "a" comes with it and holds still during the steps, the enabled clocks that follow. In the last of them
// the product stands at the output. A step takes the next CHUNK pairs of bits of m, lowest first. With what the pairs below
// carry, a pair counts -1, 0, 1 or 2 (as in rq_multiply_luts), nine pairs in all; the sum moves right by two bits a pair and
// stays below |a|, so A bits hold it between the steps. The bits that leave are kept as far as DROP lets them count.
module rq_multiply_steps #(
  parameter A = 24,
  parameter STEPS = 4,
  parameter DROP = 15,
  parameter OUT = 25  // A + 16 - DROP, at least
) (
  input                       clk,
  input                       enable,
  input                       load,
  input      signed [A-1:0]   a,
  input             [15:0]    m,
  output     signed [OUT-1:0] product
);
  localparam CHUNK = (9 + STEPS - 1) / STEPS;
  localparam TAKEN = 2 * STEPS * CHUNK;

  reg signed [A-1:0] high;
  reg [TAKEN-1:0] low;
  reg [TAKEN-1:0] left;  // bits of m that are still to come
  reg carried;

  wire signed [A+1:0] once = a;
  wire signed [A+1:0] twice = $signed({a, 1'b0});
  integer i;
  reg carry;
  reg negative;
  reg [1:0] digit;
  reg signed [A+1:0] row;
  reg signed [A+1:0] sum;
  reg [TAKEN-1:0] under;
  always @* begin
    sum = high;
    under = low;
    carry = carried;
    for (i = 0; i < CHUNK; i = i + 1) begin
      digit = left[2*i +: 2] + {1'b0, carry};
      carry = left[2*i+1] && (left[2*i] || carry);
      negative = digit == 3;
      // A choice between the additions keeps them chains of adders.
      row = digit == 0 ? 0 : digit == 1 ? once : digit == 2 ? twice : ~once;
      sum = sum + row + $signed({1'b0, negative});
      under = {sum[1:0], under} >> 2;
      sum = sum >>> 2;
    end
  end
  always @(posedge clk) if (enable) begin
    high <= load ? {A{1'b0}} : sum[A-1:0];
    low <= under;
    left <= load ? {{TAKEN-16{1'b0}}, m} : left >> (2 * CHUNK);
    carried <= !load && carry;
  end

  wire signed [A+TAKEN-1:0] whole = {sum[A-1:0], under};
  wire signed [A+TAKEN-1:0] floor = whole >>> DROP;
  generate
    if (OUT <= A + TAKEN) assign product = floor[OUT-1:0];
    else assign product = floor;
  endgenerate
endmodule
