// Element by element: brings one stream, or the sum of two, to another scale. A rectifier that stands alone, or a sum that is
// part of no convolution.
module rq_rescale #(
  parameter BITS = 8,
  parameter SIGNED = 0,
  // Requantizer: see rq_requantize.
  parameter LANES = 1,
  parameter BIAS = 16,
  parameter SUM = 25,
  parameter SHIFT_LOW = 1,
  parameter SHIFT = 1,
  parameter CONSTANTS = 1,
  parameter CONSTANT_ADDRESS = 1,
  parameter RESIDUAL = 0,
  parameter RES_BITS = 8,
  parameter RES_SIGNED = 0,
  parameter RES_SHIFT_LOW = 1,
  parameter RES_SHIFT = 1,
  parameter OUT = 8,
  parameter STEPS = 0,
  parameter SCALE_STYLE = "auto",
  parameter SCALE_FILE = "scale.hex",
  parameter LAYER_FILE = "layer.hex"
) (
  input                        clk,
  input                        rst,
  input                        in_valid,
  output                       in_ready,
  input  [LANES*BITS-1:0]      in_data,
  input                        res_valid,  // residual operand, LANES channels a beat; tie off where RESIDUAL is 0
  output                       res_ready,
  input  [LANES*RES_BITS-1:0]  res_data,
  output                       out_valid,
  input                        out_ready,
  output [LANES*OUT-1:0]       out_data
);
  localparam A = BITS + 1;

  wire scale_moves;
  wire take = in_valid && scale_moves && (RESIDUAL == 0 || res_valid);
  assign in_ready = scale_moves && (RESIDUAL == 0 || res_valid);
  assign res_ready = RESIDUAL != 0 && scale_moves && in_valid;

  wire [LANES*A-1:0] values;
  genvar i;
  generate
    for (i = 0; i < LANES; i = i + 1) begin : lane
      wire top = SIGNED ? in_data[i*BITS + BITS - 1] : 1'b0;
      assign values[i*A +: A] = {top, in_data[i*BITS +: BITS]};
    end
  endgenerate

  rq_requantize #(
    .LANES(LANES), .ACC(A), .BIAS(BIAS), .SUM(SUM), .SHIFT_LOW(SHIFT_LOW), .SHIFT(SHIFT),
    .CONSTANTS(CONSTANTS), .ADDRESS(CONSTANT_ADDRESS), .FILE(SCALE_FILE), .STYLE(SCALE_STYLE),
    .RESIDUAL(RESIDUAL), .RES_BITS(RES_BITS), .RES_SIGNED(RES_SIGNED),
    .RES_SHIFT_LOW(RES_SHIFT_LOW), .RES_SHIFT(RES_SHIFT), .OUT(OUT), .STEPS(STEPS), .LAYER_FILE(LAYER_FILE)
  ) requantize (
    .clk(clk), .rst(rst), .in_valid(take), .move(scale_moves), .sums(values), .residuals(res_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data)
  );
endmodule
