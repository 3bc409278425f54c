// Convolution or linear layer (a linear layer is a 1x1 convolution of one pixel): window, MAC array, requantizer.
//
// SIMD input channels and PE output channels a clock. Channels that do not divide are filled up with zero weights (ceil-folding).
// A pixel takes GROUPS * FOLDS * KERNEL_HEIGHT * KERNEL_WIDTH * PART clocks.
module rq_conv #(
  parameter PE = 1,
  parameter SIMD = 1,
  parameter GROUPS = 1,
  parameter PART = 1,
  parameter FOLDS = 1,
  parameter WEIGHT = 8,
  parameter WEIGHT_WORDS = 1,
  parameter WEIGHT_ADDRESS = 1,
  parameter ACC = 24,
  parameter DSP = 1,
  // Stream and window: see rq_window.
  parameter BITS = 8,
  parameter SIGNED = 0,
  parameter DEPTH = 2,
  parameter ADDRESS = 1,
  parameter COUNT = 8,
  parameter IN_HEIGHT = 1,
  parameter IN_WIDTH = 1,
  parameter OUT_HEIGHT = 1,
  parameter OUT_WIDTH = 1,
  parameter KERNEL_HEIGHT = 1,
  parameter KERNEL_WIDTH = 1,
  parameter STRIDE_Y = 1,
  parameter STRIDE_X = 1,
  parameter PAD_TOP = 0,
  parameter PAD_LEFT = 0,
  parameter WORDS = 1,
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
  parameter RING_STYLE = "auto",
  parameter WEIGHT_STYLE = "auto",
  parameter SCALE_STYLE = "auto",
  parameter WEIGHT_FILE = "weights.hex",
  parameter SCALE_FILE = "scale.hex",
  parameter LAYER_FILE = "layer.hex"
) (
  input                        clk,
  input                        rst,
  input                        in_valid,
  output                       in_ready,
  input  [SIMD*BITS-1:0]      in_data,
  input                        res_valid,  // residual operand, LANES channels a beat; tie off where RESIDUAL is 0
  output                       res_ready,
  input  [LANES*RES_BITS-1:0]  res_data,
  output                       out_valid,
  input                        out_ready,
  output [LANES*OUT-1:0]       out_data
);
  wire move;
  wire issue;
  wire valid;
  wire first;
  wire last;
  wire tail;
  wire [SIMD*BITS-1:0] word;
  rq_window #(
    .LANES(SIMD), .BITS(BITS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .COUNT(COUNT),
    .IN_HEIGHT(IN_HEIGHT), .IN_WIDTH(IN_WIDTH), .OUT_HEIGHT(OUT_HEIGHT), .OUT_WIDTH(OUT_WIDTH),
    .KERNEL_HEIGHT(KERNEL_HEIGHT), .KERNEL_WIDTH(KERNEL_WIDTH), .STRIDE_Y(STRIDE_Y), .STRIDE_X(STRIDE_X),
    .PAD_TOP(PAD_TOP), .PAD_LEFT(PAD_LEFT),
    .WORDS(WORDS), .GROUPS(GROUPS), .PART(PART), .FOLDS(FOLDS), .PAD_LANE({BITS{1'b0}}), .STYLE(RING_STYLE)
  ) window (
    .clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .move(move), .issue(issue), .valid(valid), .first(first), .last(last), .tail(tail), .word(word)
  );

  // The weights lie in computing order: one word per clock, from the first to the last and again.
  reg [WEIGHT_ADDRESS-1:0] address;
  wire [PE*SIMD*WEIGHT-1:0] weights;
  always @(posedge clk) begin
    if (rst) address <= 0;
    else if (issue) address <= address == WEIGHT_WORDS - 1 ? {WEIGHT_ADDRESS{1'b0}} : address + 1'b1;
  end
  rq_rom #(
    .WIDTH(PE*SIMD*WEIGHT), .DEPTH(WEIGHT_WORDS), .ADDRESS(WEIGHT_ADDRESS), .FILE(WEIGHT_FILE), .STYLE(WEIGHT_STYLE)
  ) rom (.clk(clk), .enable(move), .address(address), .data(weights));

  wire done;
  wire done_tail;
  wire [PE*ACC-1:0] result;
  rq_dot #(
    .PE(PE), .SIMD(SIMD), .BITS(BITS), .SIGNED(SIGNED), .WEIGHT(WEIGHT), .ACC(ACC), .DSP(DSP)
  ) dot (
    .clk(clk), .rst(rst), .move(move), .valid(valid), .first(first), .last(last), .tail(tail),
    .word(word), .weights(weights), .done(done), .done_tail(done_tail), .result(result)
  );

  rq_outlet #(
    .PE(PE), .ACC(ACC), .LANES(LANES), .TAIL(TAIL), .BIAS(BIAS), .SUM(SUM), .SHIFT_LOW(SHIFT_LOW), .SHIFT(SHIFT),
    .CONSTANTS(CONSTANTS), .CONSTANT_ADDRESS(CONSTANT_ADDRESS), .RESIDUAL(RESIDUAL), .RES_BITS(RES_BITS),
    .RES_SIGNED(RES_SIGNED), .RES_SHIFT_LOW(RES_SHIFT_LOW), .RES_SHIFT(RES_SHIFT), .OUT(OUT), .STEPS(STEPS),
    .SCALE_STYLE(SCALE_STYLE), .SCALE_FILE(SCALE_FILE), .LAYER_FILE(LAYER_FILE)
  ) outlet (
    .clk(clk), .rst(rst), .done(done), .done_tail(done_tail), .result(result), .move(move),
    .res_valid(res_valid), .res_ready(res_ready), .res_data(res_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data)
  );
endmodule
