// Elastic buffer of DEPTH + 1 beats: a memory of DEPTH beats and an output register.
//
// "in_ready" and "out_valid" depend on registers alone, so a FIFO cuts the path of ready signals that would otherwise run
// backwards through the whole network. A beat needs two clocks to pass; one beat passes per clock.
module rq_fifo #(
  parameter WIDTH = 8,
  parameter DEPTH = 2,
  parameter ADDRESS = 1,  // bits that count 0..DEPTH-1
  parameter STYLE = "auto"  // ram_style: "distributed" or "block"
) (
  input                  clk,
  input                  rst,
  input                  in_valid,
  output                 in_ready,
  input      [WIDTH-1:0] in_data,
  output reg             out_valid,
  input                  out_ready,
  output reg [WIDTH-1:0] out_data
);
  (* ram_style = STYLE, no_rw_check *)
  reg [WIDTH-1:0] beats [0:DEPTH-1];
  reg [ADDRESS-1:0] head;
  reg [ADDRESS-1:0] tail;
  reg [ADDRESS:0] count;

  assign in_ready = count < DEPTH;
  wire push = in_valid && in_ready;
  wire refill = count != 0 && (!out_valid || out_ready);

  always @(posedge clk) begin
    if (push) beats[tail] <= in_data;
    if (refill) out_data <= beats[head];
    if (rst) begin
      head <= 0;
      tail <= 0;
      count <= 0;
      out_valid <= 1'b0;
    end else begin
      if (push) tail <= tail == DEPTH - 1 ? {ADDRESS{1'b0}} : tail + 1'b1;
      if (refill) head <= head == DEPTH - 1 ? {ADDRESS{1'b0}} : head + 1'b1;
      if (push && !refill) count <= count + 1'b1;
      if (!push && refill) count <= count - 1'b1;
      if (refill) out_valid <= 1'b1;
      else if (out_ready) out_valid <= 1'b0;
    end
  end
endmodule
