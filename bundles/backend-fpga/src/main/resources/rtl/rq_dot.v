// MAC array of a convolution or linear layer: PE output channels in parallel, each the sum of SIMD products per clock.
//
// Two registers, products and their sum, and an accumulator, whose next value is the result while "done" says so: then it
// starts anew from zero. Sums are as wide as the largest that the layer's weights can produce from any input, or, where
// that is less, as their number says, so they cannot overflow.
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
  input                      last,
  input                      tail,
  input  [SIMD*BITS-1:0]     word,
  input  [PE*SIMD*WEIGHT-1:0] weights,  // channel by channel, SIMD weights each
  output                     done,      // a result is complete
  output                     done_tail,
  output [PE*ACC-1:0]        result
);
  localparam A = SIGNED ? BITS : BITS + 1;
  localparam P = A + WEIGHT;

  reg [1:0] valids;
  reg [1:0] lasts;
  reg [1:0] tails;
  assign done = valids[1] && lasts[1];
  assign done_tail = tails[1];

  always @(posedge clk) begin
    if (rst) valids <= 0;
    else if (move) valids <= {valids[0], valid};
    if (move) begin
      lasts <= {lasts[0], last};
      tails <= {tails[0], tail};
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
        // Sum of the products of lanes 0..s. Where one is wider than the accumulator, the bits above copy the sign.
        localparam WIDE = P + $clog2(s + 1);
        localparam W = WIDE < ACC ? WIDE : ACC;
        wire signed [W-1:0] partial;
        if (s == 0) assign partial = product[W-1:0];
        else begin : chain
          localparam BEFORE = P + $clog2(s);
          localparam V = BEFORE < ACC ? BEFORE : ACC;
          rq_add #(.A(V), .B(P), .Y(W)) add (.a(lane[s-1].partial), .b(product), .y(partial));
        end
      end
      reg signed [ACC-1:0] sum;
      reg signed [ACC-1:0] acc;
      wire signed [ACC-1:0] total = acc + sum;
      always @(posedge clk) begin
        if (move) sum <= lane[SIMD-1].partial;
        if (rst || (move && done)) acc <= 0;
        else if (move && valids[1]) acc <= total;
      end
      assign result[p*ACC +: ACC] = total;
    end
  endgenerate
endmodule
