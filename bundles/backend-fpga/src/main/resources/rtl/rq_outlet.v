// What follows a MAC array: its accumulators, LANES at a time, plus a residual if there is one, become output integers.
module rq_outlet #(
  parameter PE = 1,
  parameter ACC = 24,
  // Requantizer: see rq_requantize.
  parameter LANES = 1,
  parameter TAIL = 1,
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
  input                        done,       // a result is complete
  input                        done_tail,  // and ends a pixel
  input  [PE*ACC-1:0]          result,
  output                       move,       // the array may go on
  input                        res_valid,
  output                       res_ready,
  input  [LANES*RES_BITS-1:0]  res_data,
  output                       out_valid,
  input                        out_ready,
  output [LANES*OUT-1:0]       out_data
);
  // A beat leaves the accumulators together with its residual, if it has one.
  wire scale_moves;
  wire beat_valid;
  wire [LANES*ACC-1:0] beat;
  wire take = beat_valid && scale_moves && (RESIDUAL == 0 || res_valid);
  assign res_ready = RESIDUAL != 0 && beat_valid && scale_moves;
  rq_serialize #(.PE(PE), .LANES(LANES), .ACC(ACC), .TAIL(TAIL)) serialize (
    .clk(clk), .rst(rst), .done(done), .done_tail(done_tail), .result(result), .move(move),
    .valid(beat_valid), .take(take), .beat(beat)
  );
  rq_requantize #(
    .LANES(LANES), .ACC(ACC), .BIAS(BIAS), .SUM(SUM), .SHIFT_LOW(SHIFT_LOW), .SHIFT(SHIFT),
    .CONSTANTS(CONSTANTS), .ADDRESS(CONSTANT_ADDRESS), .FILE(SCALE_FILE), .STYLE(SCALE_STYLE),
    .RESIDUAL(RESIDUAL), .RES_BITS(RES_BITS), .RES_SIGNED(RES_SIGNED),
    .RES_SHIFT_LOW(RES_SHIFT_LOW), .RES_SHIFT(RES_SHIFT), .OUT(OUT), .STEPS(STEPS), .LAYER_FILE(LAYER_FILE)
  ) requantize (
    .clk(clk), .rst(rst), .in_valid(take), .move(scale_moves), .sums(beat), .residuals(res_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data)
  );
endmodule
