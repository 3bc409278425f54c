// TMDS encoder of one channel (DVI 1.0, section 3.2.2, figure 3-5): 8 bits to 10 with few transitions, then inverted where
// that brings ones and zeros into balance; outside the picture one of four fixed words with two control bits. Two clocks.
module rv_tmds (
  input            clk,
  input            rst,
  input            active,
  input      [7:0] data,
  input      [1:0] control,
  output reg [9:0] word     // the lowest bit goes first
);
  function [3:0] ones(input [7:0] v);
    ones = v[0] + v[1] + v[2] + v[3] + v[4] + v[5] + v[6] + v[7];
  endfunction

  wire [3:0] count = ones(data);
  wire by_xnor = count > 4 || (count == 4 && !data[0]);
  reg [8:0] coded;
  integer i;
  always @* begin
    coded[0] = data[0];
    for (i = 1; i < 8; i = i + 1) coded[i] = coded[i-1] ^ data[i] ^ by_xnor;
    coded[8] = !by_xnor;
  end

  reg [8:0] q;
  reg [1:0] c;
  reg in_picture;
  reg signed [4:0] balance;  // ones less zeros sent so far: -10..10, in twos, halved
  wire [3:0] q_ones = ones(q[7:0]);
  wire signed [4:0] excess = $signed({1'b0, q_ones}) - 5'sd4;  // half of ones less zeros
  wire level = balance == 0 || excess == 0;
  wire invert = level ? !q[8] : (balance > 0) == (excess > 0);
  // The tenth and the ninth bit weigh too: both 1 is one pair more of ones, both 0 one pair more of zeros.
  wire signed [4:0] pair = invert == q[8] ? (invert ? 5'sd1 : -5'sd1) : 5'sd0;

  always @(posedge clk) begin
    q <= coded;
    c <= control;
    in_picture <= active;
    if (in_picture) begin
      word <= {invert, q[8], invert ? ~q[7:0] : q[7:0]};
      balance <= balance + (invert ? -excess : excess) + pair;
    end else begin
      balance <= 5'sd0;
      case (c)
        2'b00: word <= 10'b1101010100;
        2'b01: word <= 10'b0010101011;
        2'b10: word <= 10'b0101010100;
        default: word <= 10'b1010101011;
      endcase
    end
    if (rst) begin
      in_picture <= 1'b0;
      c <= 2'b00;
      balance <= 5'sd0;
    end
  end
endmodule
