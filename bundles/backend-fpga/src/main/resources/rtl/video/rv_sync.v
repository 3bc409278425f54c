// Two registers against metastability: a level of another clock, or a reset that ends with this clock.
module rv_sync #(
  parameter RESET = 1'b0
) (
  input  clk,
  input  rst,  // asynchronous
  input  in,
  output out
);
  (* async_reg = "true" *)
  reg [1:0] stages;
  assign out = stages[1];

  always @(posedge clk or posedge rst) begin
    if (rst) stages <= {2{RESET}};
    else stages <= {stages[0], in};
  end
endmodule
