// Maximum pool; with a kernel of 1x1, every STRIDE-th pixel. The scale stays, so there is no requantizer.
//
// Outside the map lies the smallest number, which never wins: every window has a position inside.
module rq_maximum #(
  parameter WINDOW_LANES = 1,
  parameter LANES = 1,
  parameter TAIL = 1,
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
  parameter RING_STYLE = "auto"
) (
  input                        clk,
  input                        rst,
  input                        in_valid,
  output                       in_ready,
  input  [WINDOW_LANES*BITS-1:0]      in_data,
  output                       out_valid,
  input                        out_ready,
  output [LANES*BITS-1:0]      out_data
);
  localparam ACC = BITS + 1;
  localparam [BITS-1:0] SMALLEST = SIGNED ? {1'b1, {BITS-1{1'b0}}} : {BITS{1'b0}};
  wire move;
  wire issue;
  wire valid;
  wire last;
  wire tail;
  wire [WINDOW_LANES*BITS-1:0] word;
  rq_window #(
    .LANES(WINDOW_LANES), .BITS(BITS), .PIXELS(PIXELS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .COUNT(COUNT),
    .IN_HEIGHT(IN_HEIGHT), .IN_WIDTH(IN_WIDTH), .OUT_HEIGHT(OUT_HEIGHT), .OUT_WIDTH(OUT_WIDTH),
    .KERNEL_HEIGHT(KERNEL_HEIGHT), .KERNEL_WIDTH(KERNEL_WIDTH), .STRIDE_Y(STRIDE_Y), .STRIDE_X(STRIDE_X),
    .PAD_TOP(PAD_TOP), .PAD_LEFT(PAD_LEFT),
    .WORDS(WORDS), .GROUPS(WORDS), .PART(1), .FOLDS(1), .PAD_LANE(SMALLEST), .STYLE(RING_STYLE)
  ) window (
    .clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .move(move), .issue(issue), .valid(valid), .last(last), .tail(tail), .word(word)
  );

  wire done;
  wire done_tail;
  wire [WINDOW_LANES*ACC-1:0] result;
  rq_lanes #(
    .OP(2), .LANES(WINDOW_LANES), .BITS(BITS), .SIGNED(SIGNED), .WEIGHT(2), .ACC(ACC)
  ) lanes (
    .clk(clk), .rst(rst), .move(move), .valid(valid), .last(last), .tail(tail),
    .word(word), .weights({WINDOW_LANES*2{1'b0}}), .done(done), .done_tail(done_tail), .result(result)
  );

  wire [LANES*ACC-1:0] beat;
  wire take = out_valid && out_ready;
  rq_serialize #(.PE(WINDOW_LANES), .LANES(LANES), .ACC(ACC), .TAIL(TAIL)) serialize (
    .clk(clk), .rst(rst), .done(done), .done_tail(done_tail), .result(result), .move(move),
    .valid(out_valid), .take(take), .beat(beat)
  );
  genvar i;
  generate
    for (i = 0; i < LANES; i = i + 1) begin : lane
      assign out_data[i*BITS +: BITS] = beat[i*ACC +: BITS];
    end
  endgenerate
endmodule
