// Sum of two signed numbers, as a module of its own: the synthesizer makes each of these a chain of carries before it sees
// the sums around it. Left to itself it joins sums of several numbers, and what it makes of those takes twice the tables.
module rq_add #(
  parameter A = 8,
  parameter B = 8,
  parameter Y = 9
) (
  input  signed [A-1:0] a,
  input  signed [B-1:0] b,
  output signed [Y-1:0] y
);
  assign y = a + b;
endmodule
