// Channel by channel over a window: OP 0 multiplies and adds up (depthwise convolution), 1 adds up (average), 2 takes the
// largest (maximum). LANES channels in parallel; a result after as many clocks as the window has positions.
//
// All take two clocks, so that the parts around need not know which operation it is.
module rq_lanes #(
  parameter OP = 0,
  parameter LANES = 1,
  parameter BITS = 8,
  parameter SIGNED = 0,
  parameter WEIGHT = 2,  // used by OP 0 alone
  parameter ACC = 24,    // OP 2: at least the width of a signed activation
  parameter DSP = 1
) (
  input                    clk,
  input                    rst,
  input                    move,
  input                    valid,
  input                    first,
  input                    last,
  input                    tail,
  input  [LANES*BITS-1:0]  word,
  input  [LANES*WEIGHT-1:0] weights,
  output reg               done,
  output reg               done_tail,
  output [LANES*ACC-1:0]   result
);
  localparam A = SIGNED ? BITS : BITS + 1;
  localparam P = OP == 0 ? A + WEIGHT : A;

  reg valid_1;
  reg first_1;
  reg last_1;
  reg tail_1;

  always @(posedge clk) begin
    if (rst) begin
      valid_1 <= 1'b0;
      done <= 1'b0;
    end else if (move) begin
      valid_1 <= valid;
      done <= valid_1 && last_1;
    end
    if (move) begin
      first_1 <= first;
      last_1 <= last;
      tail_1 <= tail;
      done_tail <= tail_1;
    end
  end

  genvar i;
  generate
    for (i = 0; i < LANES; i = i + 1) begin : lane
      wire signed [A-1:0] x;
      if (SIGNED) assign x = word[i*BITS +: BITS];
      else assign x = {1'b0, word[i*BITS +: BITS]};
      wire signed [P-1:0] term;
      if (OP == 0) begin : weighted
        if (DSP) begin : in_dsp
          rq_multiply #(.A(A), .B(WEIGHT)) multiply (
            .clk(clk), .enable(move), .a(x), .b(weights[i*WEIGHT +: WEIGHT]), .product(term)
          );
        end else begin : in_luts
          rq_multiply_luts #(.A(A), .B(WEIGHT)) multiply (
            .clk(clk), .enable(move), .a(x), .b(weights[i*WEIGHT +: WEIGHT]), .product(term)
          );
        end
      end else begin : plain
        reg signed [A-1:0] held;
        always @(posedge clk) if (move) held <= x;
        assign term = held;
      end
      wire signed [ACC-1:0] value;
      if (ACC >= P) assign value = term;
      else assign value = term[ACC-1:0];
      reg signed [ACC-1:0] acc;
      always @(posedge clk) if (move && valid_1) begin
        if (first_1) acc <= value;
        else if (OP == 2) acc <= value > acc ? value : acc;
        else acc <= acc + value;
      end
      assign result[i*ACC +: ACC] = acc;
    end
  endgenerate
endmodule
