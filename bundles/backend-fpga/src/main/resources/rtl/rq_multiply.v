// Product of two signed numbers with a register behind it, in a DSP slice where the synthesizer has one.
module rq_multiply #(
  parameter A = 9,
  parameter B = 8
) (
  input                       clk,
  input                       enable,
  input      signed [A-1:0]   a,
  input      signed [B-1:0]   b,
  output reg signed [A+B-1:0] product
);
  always @(posedge clk) if (enable) product <= a * b;
endmodule
