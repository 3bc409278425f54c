// Timing of a panel: the active area first, then front porch, sync pulse and back porch, across and down.
module rv_timing #(
  parameter H_ACTIVE = 480,
  parameter H_FRONT = 2,
  parameter H_SYNC = 41,
  parameter H_BACK = 2,
  parameter V_ACTIVE = 272,
  parameter V_FRONT = 2,
  parameter V_SYNC = 10,
  parameter V_BACK = 2,
  parameter COUNT = 11  // bits of a position
) (
  input                  clk,
  input                  rst,
  output reg [COUNT-1:0] x,
  output reg [COUNT-1:0] y,
  output                 active,
  output                 hsync,  // high during the pulse
  output                 vsync,
  output                 blank   // one clock: the active area has just ended
);
  localparam H_TOTAL = H_ACTIVE + H_FRONT + H_SYNC + H_BACK;
  localparam V_TOTAL = V_ACTIVE + V_FRONT + V_SYNC + V_BACK;

  assign active = x < H_ACTIVE && y < V_ACTIVE;
  assign hsync = x >= H_ACTIVE + H_FRONT && x < H_ACTIVE + H_FRONT + H_SYNC;
  assign vsync = y >= V_ACTIVE + V_FRONT && y < V_ACTIVE + V_FRONT + V_SYNC;
  assign blank = x == 0 && y == V_ACTIVE;

  always @(posedge clk) begin
    if (rst) begin
      x <= 0;
      y <= V_ACTIVE;
    end else if (x != H_TOTAL - 1) x <= x + 1'b1;
    else begin
      x <= 0;
      y <= y == V_TOTAL - 1 ? {COUNT{1'b0}} : y + 1'b1;
    end
  end
endmodule
