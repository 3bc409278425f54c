// A layer: window, array, requantizer.
//
// OP 0 is a convolution, also a linear layer, which is a 1x1 convolution of one pixel: SIMD input channels and PE output
// channels a clock. OP 1 is a depthwise convolution, OP 2 an average pool: every channel by itself, PE = SIMD channels a
// clock, GROUPS = WORDS, PART and FOLDS 1; OP 2 has no weights. Channels that do not divide are filled up with zero weights
// (ceil-folding). A pixel takes GROUPS * FOLDS * KERNEL_HEIGHT * KERNEL_WIDTH * PART clocks.
module rq_layer #(
  parameter OP = 0,
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
  parameter PIXELS = 2,
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
  wire last;
  wire tail;
  wire [SIMD*BITS-1:0] word;
  // One window a pixel, in order: then it does not matter where in the map it stands.
  localparam POINTWISE = KERNEL_HEIGHT == 1 && KERNEL_WIDTH == 1 && STRIDE_Y == 1 && STRIDE_X == 1 && PAD_TOP == 0
                       && PAD_LEFT == 0 && OUT_HEIGHT == IN_HEIGHT && OUT_WIDTH == IN_WIDTH;
  generate
    if (POINTWISE) begin : pointwise
      rq_pixels #(
        .LANES(SIMD), .BITS(BITS), .SLOTS(PIXELS), .WORDS(WORDS), .GROUPS(GROUPS), .PART(PART), .FOLDS(FOLDS),
        .STYLE(RING_STYLE)
      ) pixels (
        .clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
        .move(move), .issue(issue), .valid(valid), .last(last), .tail(tail), .word(word)
      );
    end else begin : sliding
      rq_window #(
        .LANES(SIMD), .BITS(BITS), .PIXELS(PIXELS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .COUNT(COUNT),
        .IN_HEIGHT(IN_HEIGHT), .IN_WIDTH(IN_WIDTH), .OUT_HEIGHT(OUT_HEIGHT), .OUT_WIDTH(OUT_WIDTH),
        .KERNEL_HEIGHT(KERNEL_HEIGHT), .KERNEL_WIDTH(KERNEL_WIDTH), .STRIDE_Y(STRIDE_Y), .STRIDE_X(STRIDE_X),
        .PAD_TOP(PAD_TOP), .PAD_LEFT(PAD_LEFT),
        .WORDS(WORDS), .GROUPS(GROUPS), .PART(PART), .FOLDS(FOLDS), .PAD_LANE({BITS{1'b0}}), .STYLE(RING_STYLE)
      ) window (
        .clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
        .move(move), .issue(issue), .valid(valid), .last(last), .tail(tail), .word(word)
      );
    end
  endgenerate

  // The weights lie in computing order: one word per clock, from the first to the last and again.
  localparam PRODUCTS = OP == 0 ? PE * SIMD : PE;
  wire [PRODUCTS*WEIGHT-1:0] weights;
  generate
    if (OP != 2) begin : weighted
      reg [WEIGHT_ADDRESS-1:0] address;
      always @(posedge clk) begin
        if (rst) address <= 0;
        else if (issue) address <= address == WEIGHT_WORDS - 1 ? {WEIGHT_ADDRESS{1'b0}} : address + 1'b1;
      end
      rq_rom #(
        .WIDTH(PRODUCTS * WEIGHT), .DEPTH(WEIGHT_WORDS), .ADDRESS(WEIGHT_ADDRESS), .FILE(WEIGHT_FILE),
        .STYLE(WEIGHT_STYLE)
      ) rom (.clk(clk), .enable(move), .address(address), .data(weights));
    end else begin : plain
      assign weights = {PRODUCTS*WEIGHT{1'b0}};
    end
  endgenerate

  wire done;
  wire done_tail;
  wire [PE*ACC-1:0] result;
  generate
    if (OP == 0) begin : matrix
      rq_dot #(
        .PE(PE), .SIMD(SIMD), .BITS(BITS), .SIGNED(SIGNED), .WEIGHT(WEIGHT), .ACC(ACC), .DSP(DSP)
      ) dot (
        .clk(clk), .rst(rst), .move(move), .valid(valid), .last(last), .tail(tail),
        .word(word), .weights(weights), .done(done), .done_tail(done_tail), .result(result)
      );
    end else begin : channelwise
      rq_lanes #(
        .OP(OP - 1), .LANES(PE), .BITS(BITS), .SIGNED(SIGNED), .WEIGHT(WEIGHT), .ACC(ACC), .DSP(DSP)
      ) lanes (
        .clk(clk), .rst(rst), .move(move), .valid(valid), .last(last), .tail(tail),
        .word(word), .weights(weights), .done(done), .done_tail(done_tail), .result(result)
      );
    end
  endgenerate

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
