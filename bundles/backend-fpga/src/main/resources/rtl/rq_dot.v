// MAC array of a convolution or linear layer: PE output channels in parallel, each the sum of SIMD products per clock.
//
// Three clocks: products, sum of the SIMD products, accumulation. The accumulator is as wide as the largest sum that the
// layer's weights can produce from any input, so it cannot overflow.
module rq_dot #(
  parameter PE = 1,
  parameter SIMD = 1,
  parameter BITS = 8,    // width of an activation
  parameter SIGNED = 0,  // whether activations are signed
  parameter WEIGHT = 8,  // width of a weight, signed
  parameter ACC = 24,
  parameter DSP = 1
) (
  input                      clk,
  input                      rst,
  input                      move,
  input                      valid,
  input                      first,
  input                      last,
  input                      tail,
  input  [SIMD*BITS-1:0]     word,
  input  [PE*SIMD*WEIGHT-1:0] weights,  // channel by channel, SIMD weights each
  output reg                 done,      // a result is complete
  output reg                 done_tail,
  output [PE*ACC-1:0]        result
);
  localparam A = SIGNED ? BITS : BITS + 1;
  localparam P = A + WEIGHT;

  reg [1:0] valids;
  reg [1:0] firsts;
  reg [1:0] lasts;
  reg [1:0] tails;

  always @(posedge clk) begin
    if (rst) begin
      valids <= 0;
      done <= 1'b0;
    end else if (move) begin
      valids <= {valids[0], valid};
      done <= valids[1] && lasts[1];
    end
    if (move) begin
      firsts <= {firsts[0], first};
      lasts <= {lasts[0], last};
      tails <= {tails[0], tail};
      done_tail <= tails[1];
    end
  end

  genvar p;
  genvar s;
  generate
    for (p = 0; p < PE; p = p + 1) begin : pe
      for (s = 0; s < SIMD; s = s + 1) begin : lane
        wire signed [A-1:0] x;
        wire signed [P-1:0] product;
        if (SIGNED) assign x = word[s*BITS +: BITS];
        else assign x = {1'b0, word[s*BITS +: BITS]};
        if (DSP) begin : in_dsp
          rq_multiply #(.A(A), .B(WEIGHT)) multiply (
            .clk(clk), .enable(move), .a(x), .b(weights[(p*SIMD+s)*WEIGHT +: WEIGHT]), .product(product)
          );
        end else begin : in_luts
          rq_multiply_luts #(.A(A), .B(WEIGHT)) multiply (
            .clk(clk), .enable(move), .a(x), .b(weights[(p*SIMD+s)*WEIGHT +: WEIGHT]), .product(product)
          );
        end
        // Where a product is wider than the accumulator, the bits above are copies of the sign.
        wire signed [ACC-1:0] term;
        if (ACC >= P) assign term = product;
        else assign term = product[ACC-1:0];
        // Sum of the products of lanes 0..s.
        wire signed [ACC-1:0] partial;
        if (s == 0) assign partial = term;
        else assign partial = lane[s-1].partial + term;
      end
      reg signed [ACC-1:0] sum;
      reg signed [ACC-1:0] acc;
      always @(posedge clk) begin
        if (move) sum <= lane[SIMD-1].partial;
        if (move && valids[1]) acc <= firsts[1] ? sum : acc + sum;
      end
      assign result[p*ACC +: ACC] = acc;
    end
  endgenerate
endmodule
