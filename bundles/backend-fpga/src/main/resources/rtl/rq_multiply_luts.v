// The same product, to be made of look-up tables: narrow numbers would waste a DSP slice. The attributes say so to the vendors'
// synthesizers; our yosys script knows this module by its name.
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
  (* use_dsp = "no", syn_dspstyle = "logic" *)
  wire signed [A+B-1:0] exact = a * b;
  always @(posedge clk) if (enable) product <= exact;
endmodule
