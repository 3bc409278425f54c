// The same product on Gowin: yosys leaves the register outside the multiplier, where it takes the place of a table. A
// MULT9X9 has one of its own.
module rq_multiply #(
  parameter A = 9,
  parameter B = 8
) (
  input                   clk,
  input                   enable,
  input  signed [A-1:0]   a,
  input  signed [B-1:0]   b,
  output signed [A+B-1:0] product
);
  generate
    if (A <= 9 && B <= 9) begin : small
      wire signed [8:0] wide_a = a;
      wire signed [8:0] wide_b = b;
      wire [17:0] dout;
      MULT9X9 #(.OUT_REG(1'b1)) multiplier (
        .A(wide_a), .B(wide_b), .ASIGN(1'b1), .BSIGN(1'b1), .SIA(9'd0), .SIB(9'd0), .ASEL(1'b0), .BSEL(1'b0),
        .CLK(clk), .CE(enable), .RESET(1'b0), .DOUT(dout), .SOA(), .SOB()
      );
      assign product = dout[A+B-1:0];
    end else begin : large
      reg signed [A+B-1:0] held;
      always @(posedge clk) if (enable) held <= a * b;
      assign product = held;
    end
  endgenerate
endmodule
