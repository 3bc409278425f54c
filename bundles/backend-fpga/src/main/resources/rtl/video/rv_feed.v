// Two images between the camera's pace and the network's: one is written while the other is read. "start" sends the image of
// a bank as one task of the network's controller (start, end), LANES channels a beat.
module rv_feed #(
  parameter CHANNELS = 3,
  parameter LANES = 1,
  parameter BEATS = 3,    // of a pixel
  parameter PIXELS = 784,
  parameter ADDRESS = 10, // bits that count the pixels
  parameter COUNT = 10    // bits that count 0..PIXELS
) (
  input                       clk,
  input                       rst,
  input                       in_valid,
  input                       in_bank,
  input      [COUNT-1:0]      in_index,
  input      [CHANNELS*8-1:0] in_data,
  input                       start,
  input                       start_bank,
  output                      idle,
  output reg                  net_start,
  input      [1:0]            net_state,
  output                      out_valid,
  input                       out_ready,
  output     [LANES*8-1:0]    out_data
);
  (* ram_style = "block", no_rw_check *)
  reg [CHANNELS*8-1:0] pixels [0:2*(1<<ADDRESS)-1];
  reg [CHANNELS*8-1:0] word;
  reg have;
  reg bank;
  reg busy;
  reg [COUNT-1:0] next;  // pixel to be read
  reg [1:0] beat;
  wire [LANES*BEATS*8-1:0] beats = word;  // wider where the last beat is filled in part

  assign out_valid = have;
  assign out_data = beats[beat*LANES*8 +: LANES*8];
  assign idle = !busy;
  wire takes = have && out_ready;
  wire last_beat = beat == BEATS - 1;
  wire fetch = busy && next != PIXELS && (!have || (takes && last_beat));

  always @(posedge clk) begin
    if (in_valid) pixels[{in_bank, in_index[ADDRESS-1:0]}] <= in_data;
    if (fetch) word <= pixels[{bank, next[ADDRESS-1:0]}];
    if (fetch) have <= 1'b1;
    else if (takes && last_beat) have <= 1'b0;
    if (fetch) next <= next + 1'b1;
    if (takes) beat <= last_beat ? 2'd0 : beat + 2'd1;
    if (!busy && start) begin
      busy <= 1'b1;
      bank <= start_bank;
      net_start <= 1'b1;
      next <= 0;
    end
    // The result may leave before the last pixels, which no window needs, are taken.
    if (net_start && net_state == 2'b01 && next == PIXELS && !have) net_start <= 1'b0;
    if (busy && !net_start && net_state == 2'b00) busy <= 1'b0;
    if (rst) begin
      have <= 1'b0;
      busy <= 1'b0;
      net_start <= 1'b0;
      beat <= 0;
      next <= 0;
    end
  end
endmodule
