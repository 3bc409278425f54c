// (sum + TOTAL/2) / TOTAL, whole, for sums of at most 255 TOTAL: eight subtractions in as many clocks, a new sum every clock.
module rv_divide #(
  parameter SUM = 20,   // bits of a sum
  parameter TOTAL = 64
) (
  input            clk,
  input  [SUM-1:0] sum,
  output [7:0]     mean  // 9 clocks later
);
  localparam WIDE = SUM + 1;
  wire [SUM+7:0] total = TOTAL;  // as wide as its largest multiple here
  reg [WIDE-1:0] rest [0:8];
  reg [7:0] quotient [0:8];
  integer i;

  assign mean = quotient[8];

  always @(posedge clk) begin
    rest[0] <= sum + TOTAL / 2;
    quotient[0] <= 8'd0;
    for (i = 0; i < 8; i = i + 1) begin
      if (rest[i] >= total << (7 - i)) begin
        rest[i+1] <= rest[i] - (total << (7 - i));
        quotient[i+1] <= {quotient[i][6:0], 1'b1};
      end else begin
        rest[i+1] <= rest[i];
        quotient[i+1] <= {quotient[i][6:0], 1'b0};
      end
    end
  end
endmodule
