// The same product, made of look-up tables: narrow numbers would waste a DSP slice. Two bits of b at a time, lowest first:
// with what the bits below carry they count -1, 0, 1 or 2, so a row of the sum adds -a, 0, a or 2a (a recoding after Booth);
// the top two, the sign among them, count -2 to 2. A choice stands between the additions, so a synthesizer sees neither a
// multiplier nor a sum of many numbers, and makes chains of adders.
module rq_multiply_luts #(
  parameter A = 9,
  parameter B = 8
) (
  input                       clk,
  input                       enable,
  input      signed [A-1:0]   a,
  input      signed [B-1:0]   b,
  output reg signed [A+B-1:0] product
);
  localparam PAIRS = (B + 1) / 2;
  localparam LOW = PAIRS > 1 ? 2 * (PAIRS - 1) : 2;
  localparam W = A + 2;  // rows stay below 8/3 of |a|

  wire signed [2*PAIRS-1:0] bits = b;
  wire signed [W-1:0] once = a;
  wire signed [W-1:0] twice = $signed({a, 1'b0});

  integer i;
  reg carry;
  reg negative;
  reg [1:0] digit;
  reg signed [W-1:0] row;
  reg signed [W-1:0] high;  // of the sum so far, without the bits that no more change
  reg [LOW-1:0] low;
  always @* begin
    carry = 1'b0;
    high = 0;
    low = 0;
    for (i = 0; i < PAIRS - 1; i = i + 1) begin
      digit = bits[2*i +: 2] + {1'b0, carry};
      carry = bits[2*i+1] && (bits[2*i] || carry);
      row = digit == 0 ? 0 : digit == 1 ? once : digit == 2 ? twice : ~once;
      negative = digit == 3;
      high = (high >>> 2) + row + $signed({1'b0, negative});
      low[2*i +: 2] = high[1:0];
    end
    negative = bits[2*PAIRS-1];
    digit = {1'b0, bits[2*PAIRS-2]} + {1'b0, carry};
    if (negative) digit = 2'd2 - digit;
    row = digit == 0 ? 0 : digit == 1 ? once : twice;
    if (negative) row = ~row;
    high = (high >>> 2) + row + $signed({1'b0, negative});
  end
  wire [W+2*PAIRS-3:0] whole;
  generate
    if (PAIRS > 1) assign whole = {high, low};
    else assign whole = high;
  endgenerate
  always @(posedge clk) if (enable) product <= whole[A+B-1:0];
endmodule
