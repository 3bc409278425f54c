// Gives every beat of one stream to COPIES readers, to each as soon as that reader takes it. The beat leaves when all have it.
module rq_fork #(
  parameter COPIES = 2
) (
  input               clk,
  input               rst,
  input               in_valid,
  output              in_ready,
  output [COPIES-1:0] out_valid,
  input  [COPIES-1:0] out_ready
);
  reg [COPIES-1:0] done;  // readers that have the present beat already

  assign out_valid = {COPIES{in_valid}} & ~done;
  wire [COPIES-1:0] served = done | (out_valid & out_ready);
  assign in_ready = &(done | out_ready);

  always @(posedge clk) begin
    if (rst || (in_valid && in_ready)) done <= {COPIES{1'b0}};
    else done <= served;
  end
endmodule
