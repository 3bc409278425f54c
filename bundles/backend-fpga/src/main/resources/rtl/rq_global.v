// Average over the whole map: one running sum per channel, so that the map itself need not be kept.
//
// A pixel comes in WORDS beats of LANES channels. With the last pixel the sums are complete and go to the requantizer.
module rq_global #(
  parameter BITS = 8,
  parameter SIGNED = 0,
  parameter PIXELS = 1,
  parameter WORDS = 1,
  parameter ADDRESS = 1,  // bits that count 0..WORDS-1
  parameter ACC = 24,
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
  output                       out_valid,
  input                        out_ready,
  output [LANES*OUT-1:0]       out_data
);
  localparam A = SIGNED ? BITS : BITS + 1;

  (* ram_style = "distributed" *)
  reg [LANES*ACC-1:0] sums [0:WORDS-1];
  reg [ADDRESS-1:0] channel;  // beat within the pixel
  localparam PIXEL_BITS = PIXELS > 1 ? $clog2(PIXELS) : 1;
  reg [PIXEL_BITS-1:0] pixel;

  wire first_pixel = pixel == 0;
  wire last_pixel = pixel == PIXELS - 1;
  wire last_beat = channel == WORDS - 1;
  wire scale_moves;
  assign in_ready = !last_pixel || scale_moves;
  wire push = in_valid && in_ready;
  wire take = push && last_pixel;

  wire [LANES*ACC-1:0] so_far = sums[channel];
  wire [LANES*ACC-1:0] after;
  genvar i;
  generate
    for (i = 0; i < LANES; i = i + 1) begin : lane
      wire signed [A-1:0] x;
      if (SIGNED) assign x = in_data[i*BITS +: BITS];
      else assign x = {1'b0, in_data[i*BITS +: BITS]};
      wire signed [ACC-1:0] start = first_pixel ? {ACC{1'b0}} : so_far[i*ACC +: ACC];
      wire signed [ACC-1:0] sum = start + x;
      assign after[i*ACC +: ACC] = sum;
    end
  endgenerate

  always @(posedge clk) begin
    if (push) sums[channel] <= after;
    if (rst) begin
      channel <= 0;
      pixel <= 0;
    end else if (push) begin
      channel <= last_beat ? {ADDRESS{1'b0}} : channel + 1'b1;
      if (last_beat) pixel <= last_pixel ? {PIXEL_BITS{1'b0}} : pixel + 1'b1;
    end
  end

  wire [LANES*RES_BITS-1:0] res_data = {LANES*RES_BITS{1'b0}};
  rq_requantize #(
    .LANES(LANES), .ACC(ACC), .BIAS(BIAS), .SUM(SUM), .SHIFT_LOW(SHIFT_LOW), .SHIFT(SHIFT),
    .CONSTANTS(CONSTANTS), .ADDRESS(CONSTANT_ADDRESS), .FILE(SCALE_FILE), .STYLE(SCALE_STYLE),
    .RESIDUAL(RESIDUAL), .RES_BITS(RES_BITS), .RES_SIGNED(RES_SIGNED),
    .RES_SHIFT_LOW(RES_SHIFT_LOW), .RES_SHIFT(RES_SHIFT), .OUT(OUT), .STEPS(STEPS), .LAYER_FILE(LAYER_FILE)
  ) requantize (
    .clk(clk), .rst(rst), .in_valid(take), .move(scale_moves), .sums(after), .residuals(res_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data)
  );
endmodule
