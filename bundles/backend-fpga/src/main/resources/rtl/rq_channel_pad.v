// Puts BEFORE zero beats in front of the IN_BEATS beats of every pixel and AFTER zero beats behind them.
module rq_channel_pad #(
  parameter WIDTH = 8,
  parameter IN_BEATS = 1,
  parameter BEFORE = 0,
  parameter AFTER = 0
) (
  input              clk,
  input              rst,
  input              in_valid,
  output             in_ready,
  input  [WIDTH-1:0] in_data,
  output             out_valid,
  input              out_ready,
  output [WIDTH-1:0] out_data
);
  reg signed [16:0] beat;  // output beat within the pixel

  wire inner = beat >= BEFORE && beat < BEFORE + IN_BEATS;
  // Zeros in front wait for the pixel: a stage never makes more beats than its input gives cause for.
  assign out_valid = in_valid || beat >= BEFORE + IN_BEATS;
  assign in_ready = inner && out_ready;
  assign out_data = inner ? in_data : {WIDTH{1'b0}};

  always @(posedge clk) begin
    if (rst) beat <= 0;
    else if (out_valid && out_ready)
      beat <= beat == BEFORE + IN_BEATS + AFTER - 1 ? 17'sd0 : beat + 17'sd1;
  end
endmodule
