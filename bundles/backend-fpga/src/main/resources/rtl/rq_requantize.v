// Requantizer: LANES sums a clock to output integers, exactly
//
//   out = clamp(((acc + bias) * M + 2^(n-1)) >> n  +  (res * R + 2^(m-1)) >> m,  low, high)
//
// bias, M and n belong to the channel, R and m to the layer; without a residual the second term is 0. M has 16 bits, the
// highest of which is always 1 and not stored. Rounding half up by a
// shift of n is done as a floor shift by n - 1, then plus one and a shift by one: both give floor((x + 2^(n-1)) / 2^n). Of
// n - 1, SHIFT_LOW - 1 is a constant of the hardware (wires) and n - SHIFT_LOW comes with the policy. Every register is as
// wide as its largest value, so nothing wraps; the clamp is the only place where a value changes, and it saturates.
//
// With STEPS of 0 the product is one DSP multiplication; else it is made by additions in so many clocks (rq_multiply_steps),
// and a sum is taken at most every STEPS clocks. Four clocks besides those; all stand still while the output waits.
module rq_requantize #(
  parameter LANES = 1,
  parameter ACC = 24,         // width of an accumulator, signed
  parameter BIAS = 16,        // width of a bias, signed
  parameter SUM = 25,         // width of accumulator plus bias
  parameter SHIFT_LOW = 1,
  parameter SHIFT = 1,        // width of n - SHIFT_LOW
  parameter CONSTANTS = 1,    // words of constants: beats of a pixel, or 1
  parameter ADDRESS = 1,
  parameter FILE = "scale.hex",
  parameter STYLE = "auto",
  parameter RESIDUAL = 0,     // whether there is a residual operand
  parameter RES_BITS = 8,
  parameter RES_SIGNED = 0,
  parameter RES_SHIFT_LOW = 1,
  parameter RES_SHIFT = 1,
  parameter OUT = 8,
  parameter STEPS = 0,
  parameter LAYER_FILE = "layer.hex"
) (
  input                       clk,
  input                       rst,
  input                       in_valid,  // sums, and residuals if there are any, are taken; only while "move"
  output                      move,
  input  [LANES*ACC-1:0]      sums,
  input  [LANES*RES_BITS-1:0] residuals,
  output                      out_valid,
  input                       out_ready,
  output [LANES*OUT-1:0]      out_data
);
  localparam WORD = SHIFT + 15 + BIAS;
  localparam PRODUCT = SUM + 16;
  localparam KEPT = PRODUCT - (SHIFT_LOW - 1) > 2 ? PRODUCT - (SHIFT_LOW - 1) : 2;
  localparam RES_X = RES_SIGNED ? RES_BITS : RES_BITS + 1;
  localparam RES_PRODUCT = RES_X + 16;
  localparam RES_KEPT = RES_PRODUCT - (RES_SHIFT_LOW - 1) > 2 ? RES_PRODUCT - (RES_SHIFT_LOW - 1) : 2;
  localparam WIDE = (KEPT > RES_KEPT ? KEPT : RES_KEPT) + 1;
  localparam TOTAL = WIDE > 18 ? WIDE : 18;

  // Constants of the layer: clamp limits and the residual's scale. One word that never changes.
  localparam LAYER = RES_SHIFT + 16 + 17 + 17;
  reg [LAYER-1:0] layer [0:0];
`ifdef SYNTHESIS
  initial $readmemh(LAYER_FILE, layer);
`else
  reg [8*1024-1:0] folder;
  reg [8*1280-1:0] path;
  initial begin
    if (!$value$plusargs("data=%s", folder)) folder = ".";
    $sformat(path, "%0s/%0s", folder, LAYER_FILE);
    $readmemh(path, layer);
  end
`endif
  wire [LAYER-1:0] limits = layer[0];
  wire signed [16:0] low = limits[16:0];
  wire signed [16:0] high = limits[33:17];
  wire signed [16:0] res_multiplier = {1'b0, limits[49:34]};
  wire [RES_SHIFT-1:0] res_shift = limits[50 +: RES_SHIFT];

  localparam CLOCKS = STEPS > 1 ? STEPS : 1;  // of a product
  reg [CLOCKS+3:0] valids;
  assign out_valid = valids[CLOCKS+3];
  wire flows = !out_valid || out_ready;
  always @(posedge clk) begin
    if (rst) valids <= 0;
    else if (flows) valids <= {valids[CLOCKS+2:0], in_valid};
  end

  generate
    if (CLOCKS > 1) begin : paced
      reg [3:0] wait_for;  // clocks until the multiplier is free
      always @(posedge clk) begin
        if (rst) wait_for <= 0;
        else if (in_valid) wait_for <= CLOCKS - 1;
        else if (flows && wait_for != 0) wait_for <= wait_for - 1'b1;
      end
      assign move = flows && wait_for == 0;
    end else begin : always_free
      assign move = flows;
    end
  endgenerate

  // The constants of the next sum stand ready: they are read while it is still being made.
  reg ready;
  reg [ADDRESS-1:0] address;
  wire fetch = in_valid || !ready;
  wire [LANES*WORD-1:0] constants;
  always @(posedge clk) begin
    ready <= !rst;
    if (rst) address <= 0;
    else if (fetch) address <= address == CONSTANTS - 1 ? {ADDRESS{1'b0}} : address + 1'b1;
  end
  rq_rom #(.WIDTH(LANES * WORD), .DEPTH(CONSTANTS), .ADDRESS(ADDRESS), .FILE(FILE), .STYLE(STYLE)) rom (
    .clk(clk), .enable(fetch), .address(address), .data(constants)
  );

  genvar i;
  generate
    for (i = 0; i < LANES; i = i + 1) begin : lane
      wire signed [BIAS-1:0] bias = constants[i*WORD +: BIAS];
      wire [15:0] multiplier = {1'b1, constants[i*WORD+BIAS +: 15]};
      wire [SHIFT-1:0] shift = constants[i*WORD+BIAS+15 +: SHIFT];
      wire signed [ACC-1:0] acc = sums[i*ACC +: ACC];

      // Up to the product, registers hold still until the next sum: its steps need them.
      reg signed [SUM-1:0] sum_1;
      reg [SHIFT-1:0] shift_1;
      reg [SHIFT-1:0] shift_2;
      wire signed [KEPT-1:0] narrow_2;
      always @(posedge clk) if (flows && in_valid) begin
        sum_1 <= acc + bias;
        shift_1 <= shift;
      end
      if (STEPS == 0) begin : at_once
        reg signed [16:0] multiplier_1;
        wire signed [PRODUCT-1:0] product_2;
        rq_multiply #(.A(SUM), .B(17)) multiply (
          .clk(clk), .enable(flows), .a(sum_1), .b(multiplier_1), .product(product_2)
        );
        wire signed [PRODUCT:0] floor_2 = product_2 >>> (SHIFT_LOW - 1);
        if (KEPT <= PRODUCT) assign narrow_2 = floor_2[KEPT-1:0];
        else assign narrow_2 = floor_2;
        always @(posedge clk) if (flows) begin
          if (in_valid) multiplier_1 <= {1'b0, multiplier};
          shift_2 <= shift_1;
        end
      end else begin : in_steps
        wire signed [KEPT-1:0] product;
        rq_multiply_steps #(.A(SUM), .STEPS(STEPS), .DROP(SHIFT_LOW - 1), .OUT(KEPT)) multiply (
          .clk(clk), .enable(flows), .load(in_valid), .a(sum_1), .m(multiplier), .product(product)
        );
        // The shift's lowest bit is dealt with on the way into a register that has to be there.
        reg signed [KEPT-1:0] part_2;
        assign narrow_2 = part_2;
        always @(posedge clk) if (flows) begin
          part_2 <= shift_1[0] ? product >>> 1 : product;
          shift_2 <= {shift_1[SHIFT-1:1], 1'b0};
        end
      end
      reg signed [KEPT-1:0] kept_3;
      reg [OUT-1:0] out_5;
      always @(posedge clk) if (flows) kept_3 <= narrow_2 >>> shift_2;
      assign out_data[i*OUT +: OUT] = out_5;

      if (RESIDUAL) begin : residual
        wire signed [RES_X-1:0] x;
        if (RES_SIGNED) assign x = residuals[i*RES_BITS +: RES_BITS];
        else assign x = {1'b0, residuals[i*RES_BITS +: RES_BITS]};
        reg signed [RES_X-1:0] x_0;
        wire signed [RES_PRODUCT-1:0] product_1;
        reg signed [RES_KEPT-1:0] kept_3r;
        wire signed [RES_PRODUCT-1:0] floor_1 = product_1 >>> (RES_SHIFT_LOW - 1);
        wire signed [RES_KEPT-1:0] narrow_1;
        if (RES_KEPT <= RES_PRODUCT) assign narrow_1 = floor_1[RES_KEPT-1:0];
        else assign narrow_1 = floor_1;
        if (STEPS == 0) begin : at_once
          rq_multiply #(.A(RES_X), .B(17)) multiply (
            .clk(clk), .enable(flows && valids[0]), .a(x_0), .b(res_multiplier), .product(product_1)
          );
        end else begin : in_luts
          rq_multiply_luts #(.A(RES_X), .B(17)) multiply (
            .clk(clk), .enable(flows && valids[0]), .a(x_0), .b(res_multiplier), .product(product_1)
          );
        end
        always @(posedge clk) if (flows) begin
          if (in_valid) x_0 <= x;
          if (valids[CLOCKS]) kept_3r <= narrow_1 >>> res_shift;
        end
        wire signed [TOTAL-1:0] rounded_3 = (kept_3 >>> 1) + $signed({1'b0, kept_3[0]});
        wire signed [TOTAL-1:0] added_3 = (kept_3r >>> 1) + $signed({1'b0, kept_3r[0]});
        reg signed [TOTAL-1:0] total_4;
        wire signed [TOTAL-1:0] clamped = total_4 < low ? low : total_4 > high ? high : total_4;
        always @(posedge clk) if (flows) begin
          total_4 <= rounded_3 + added_3;
          out_5 <= clamped[OUT-1:0];
        end
      end else begin : no_residual
        // Rounded, it is over "high" or under "low" just when it is over or under twice as much before: so the sum of the
        // rounding needs no more bits than the output has. Of the bits above NEAR it counts only whether they are all the sign.
        localparam NEAR = OUT + 2;
        wire signed [NEAR-1:0] near;
        wire far;
        if (KEPT > NEAR) begin : wide
          assign near = kept_3[NEAR-1:0];
          assign far = kept_3[KEPT-1:NEAR-1] != {KEPT-NEAR+1{kept_3[KEPT-1]}};
        end else begin : narrow
          assign near = kept_3;
          assign far = 1'b0;
        end
        wire signed [NEAR-1:0] twice_low = low * 2;
        wire signed [NEAR-1:0] twice_high = high * 2;
        reg over_4;
        reg under_4;
        reg [OUT-1:0] rounded_4;
        always @(posedge clk) if (flows) begin
          over_4 <= far ? !kept_3[KEPT-1] : near > twice_high;
          under_4 <= far ? kept_3[KEPT-1] : near < twice_low;
          rounded_4 <= near[OUT:1] + near[0];
          out_5 <= over_4 ? high[OUT-1:0] : under_4 ? low[OUT-1:0] : rounded_4;
        end
      end
    end
  endgenerate
endmodule
