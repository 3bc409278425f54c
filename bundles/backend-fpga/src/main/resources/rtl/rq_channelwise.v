// Depthwise convolution (OP 0) or average pool (OP 1): every channel by itself, WINDOW_LANES channels a clock.
//
// A pixel takes WORDS * KERNEL_HEIGHT * KERNEL_WIDTH clocks. OP 1 has no weights: its ROM is tied off.
module rq_channelwise #(
  parameter OP = 0,
  parameter WINDOW_LANES = 1,
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
  input  [WINDOW_LANES*BITS-1:0]      in_data,
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
  wire [WINDOW_LANES*BITS-1:0] word;
  rq_window #(
    .LANES(WINDOW_LANES), .BITS(BITS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .COUNT(COUNT),
    .IN_HEIGHT(IN_HEIGHT), .IN_WIDTH(IN_WIDTH), .OUT_HEIGHT(OUT_HEIGHT), .OUT_WIDTH(OUT_WIDTH),
    .KERNEL_HEIGHT(KERNEL_HEIGHT), .KERNEL_WIDTH(KERNEL_WIDTH), .STRIDE_Y(STRIDE_Y), .STRIDE_X(STRIDE_X),
    .PAD_TOP(PAD_TOP), .PAD_LEFT(PAD_LEFT),
    .WORDS(WORDS), .GROUPS(WORDS), .PART(1), .FOLDS(1), .PAD_LANE({BITS{1'b0}}), .STYLE(RING_STYLE)
  ) window (
    .clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .move(move), .issue(issue), .valid(valid), .first(first), .last(last), .tail(tail), .word(word)
  );

  wire [WINDOW_LANES*WEIGHT-1:0] weights;
  generate
    if (OP == 0) begin : weighted
      // The weights lie in computing order: one word per clock, from the first to the last and again.
      reg [WEIGHT_ADDRESS-1:0] address;
      always @(posedge clk) begin
        if (rst) address <= 0;
        else if (issue) address <= address == WEIGHT_WORDS - 1 ? {WEIGHT_ADDRESS{1'b0}} : address + 1'b1;
      end
      rq_rom #(
        .WIDTH(WINDOW_LANES * WEIGHT), .DEPTH(WEIGHT_WORDS), .ADDRESS(WEIGHT_ADDRESS), .FILE(WEIGHT_FILE),
        .STYLE(WEIGHT_STYLE)
      ) rom (.clk(clk), .enable(move), .address(address), .data(weights));
    end else begin : plain
      assign weights = {WINDOW_LANES*WEIGHT{1'b0}};
    end
  endgenerate

  wire done;
  wire done_tail;
  wire [WINDOW_LANES*ACC-1:0] result;
  rq_lanes #(
    .OP(OP), .LANES(WINDOW_LANES), .BITS(BITS), .SIGNED(SIGNED), .WEIGHT(WEIGHT), .ACC(ACC), .DSP(DSP)
  ) lanes (
    .clk(clk), .rst(rst), .move(move), .valid(valid), .first(first), .last(last), .tail(tail),
    .word(word), .weights(weights), .done(done), .done_tail(done_tail), .result(result)
  );

  rq_outlet #(
    .PE(WINDOW_LANES), .ACC(ACC), .LANES(LANES), .TAIL(TAIL), .BIAS(BIAS), .SUM(SUM), .SHIFT_LOW(SHIFT_LOW), .SHIFT(SHIFT),
    .CONSTANTS(CONSTANTS), .CONSTANT_ADDRESS(CONSTANT_ADDRESS), .RESIDUAL(RESIDUAL), .RES_BITS(RES_BITS),
    .RES_SIGNED(RES_SIGNED), .RES_SHIFT_LOW(RES_SHIFT_LOW), .RES_SHIFT(RES_SHIFT), .OUT(OUT), .STEPS(STEPS),
    .SCALE_STYLE(SCALE_STYLE), .SCALE_FILE(SCALE_FILE), .LAYER_FILE(LAYER_FILE)
  ) outlet (
    .clk(clk), .rst(rst), .done(done), .done_tail(done_tail), .result(result), .move(move),
    .res_valid(res_valid), .res_ready(res_ready), .res_data(res_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data)
  );
endmodule
