// Channel by channel over a window: OP 0 multiplies and adds up (depthwise convolution), 1 adds up (average), 2 takes the
// largest (maximum). LANES channels in parallel; a result after as many clocks as the window has positions.
//
// All take one register, and an accumulator, whose next value is the result while "done" says so: the parts around need not
// know which operation it is.
module rq_lanes #(
  parameter OP = 0,
  parameter LANES = 1,
  parameter BITS = 8,
  parameter SIGNED = 0,
  parameter WEIGHT = 2,  // used by OP 0 alone
  parameter ACC = 24,    // OP 2: more than the width of an activation
  parameter DSP = 1
) (
  input                    clk,
  input                    rst,
  input                    move,
  input                    valid,
  input                    last,
  input                    tail,
  input  [LANES*BITS-1:0]  word,
  input  [LANES*WEIGHT-1:0] weights,
  output                   done,
  output                   done_tail,
  output [LANES*ACC-1:0]   result
);
  localparam A = SIGNED ? BITS : BITS + 1;
  localparam P = OP == 0 ? A + WEIGHT : A;
  // What changes no result: zero for a sum, the smallest number for a maximum.
  localparam signed [ACC-1:0] START = OP == 2 && SIGNED ? -(1 << (BITS - 1)) : 0;

  reg valid_1;
  reg last_1;
  reg tail_1;
  assign done = valid_1 && last_1;
  assign done_tail = tail_1;

  always @(posedge clk) begin
    if (rst) valid_1 <= 1'b0;
    else if (move) valid_1 <= valid;
    if (move) begin
      last_1 <= last;
      tail_1 <= tail;
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
      wire signed [ACC-1:0] total;
      if (OP == 2) assign total = value > acc ? value : acc;
      else assign total = acc + value;
      always @(posedge clk) begin
        if (rst || (move && done)) acc <= START;
        else if (move && valid_1) acc <= total;
      end
      assign result[i*ACC +: ACC] = total;
    end
  endgenerate
endmodule
