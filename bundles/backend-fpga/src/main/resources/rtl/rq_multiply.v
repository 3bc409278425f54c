// Product of two signed numbers with a register behind it.
//
// DSP = 1 leaves the multiplication to the synthesizer, which takes a DSP slice for it. DSP = 0 writes it as a sum of shifted
// copies, one per bit of b, which can only become look-up tables: b should be the narrower operand.
module rq_multiply #(
  parameter A = 9,
  parameter B = 8,
  parameter DSP = 1
) (
  input                       clk,
  input                       enable,
  input      signed [A-1:0]   a,
  input      signed [B-1:0]   b,
  output reg signed [A+B-1:0] product
);
  generate
    if (DSP) begin : in_dsp
      always @(posedge clk) if (enable) product <= a * b;
    end else begin : in_luts
      wire signed [A+B-1:0] wide = {{B{a[A-1]}}, a};
      integer k;
      reg signed [A+B-1:0] sum;
      always @* begin
        // The highest bit of a number in two's complement counts negative.
        sum = b[B-1] ? -(wide <<< (B - 1)) : {A+B{1'b0}};
        for (k = 0; k < B - 1; k = k + 1) if (b[k]) sum = sum + (wide <<< k);
      end
      always @(posedge clk) if (enable) product <= sum;
    end
  endgenerate
endmodule
