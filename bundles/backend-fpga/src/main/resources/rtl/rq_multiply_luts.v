// The same product, made of look-up tables: narrow numbers would waste a DSP slice. Bit by bit of b, lowest first; the top bit
// counts negative. A choice stands between the additions, so a synthesizer sees neither a multiplier nor a sum of many
// numbers, and makes chains of adders: in tables of four inputs those are a third of the size.
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
  integer i;
  reg signed [A:0] high;  // of the sum so far, without the bits that no more change
  reg [B-1:0] low;
  always @* begin
    high = 0;
    low = 0;
    if (b[0]) high = a;
    for (i = 1; i < B; i = i + 1) begin
      low[i-1] = high[0];
      high = high >>> 1;
      if (b[i]) high = i == B - 1 ? high - a : high + a;
    end
  end
  always @(posedge clk) if (enable) product <= {high, low[B-2:0]};
endmodule
