// Which memory a picture goes to, which image the network gets, and what the display is told.
//
// A picture is shown together with its own class, never before it. Four banks are enough: one is shown, one is on its way to
// the display, one belongs to the image in the network, and the camera writes the fourth. A frame that ends while the network is
// busy is left out ("skipped"), and so is a result that comes while the display has not taken the last one.
module rv_schedule #(
  parameter CLASS = 4  // bits of a class
) (
  input                  clk,
  input                  rst,
  input                  image_whole,   // the image in "image_bank" is complete
  output reg             image_bank,    // where the camera's image goes
  output reg [1:0]       picture_bank,  // where the camera's picture goes
  input                  feed_idle,
  output reg             feed_start,
  output reg             feed_bank,
  input                  class_valid,
  input      [CLASS-1:0] class_in,
  output reg             send,          // one clock: class and bank for the display
  output reg [CLASS-1:0] send_class,
  output reg [1:0]       send_bank,
  input                  sending,       // the display has not taken the last ones
  output reg [15:0]      results,
  output reg [15:0]      skipped
);
  reg computing;            // an image is in the network
  reg [1:0] network_bank;   // its picture
  reg [1:0] shown_bank;
  reg was_sending;

  wire begins = image_whole && feed_idle && !feed_start && !computing;

  // The lowest bank that nobody needs any more.
  function [1:0] unused(input [3:0] needed);
    unused = !needed[0] ? 2'd0 : !needed[1] ? 2'd1 : !needed[2] ? 2'd2 : 2'd3;
  endfunction

  wire [3:0] one = 4'b0001;
  wire [3:0] needed = one << picture_bank | one << shown_bank | one << send_bank;

  always @(posedge clk) begin
    feed_start <= 1'b0;
    send <= 1'b0;
    was_sending <= sending || send;
    if (was_sending && !sending && !send) shown_bank <= send_bank;
    if (begins) begin
      feed_start <= 1'b1;
      feed_bank <= image_bank;
      image_bank <= !image_bank;
      network_bank <= picture_bank;
      picture_bank <= unused(needed);
      computing <= 1'b1;
    end else if (image_whole) skipped <= skipped + 1'b1;
    if (class_valid) begin
      computing <= 1'b0;
      results <= results + 1'b1;
      if (sending || send) skipped <= skipped + 1'b1;
      else begin
        send <= 1'b1;
        send_class <= class_in;
        send_bank <= network_bank;
      end
    end
    if (rst) begin
      image_bank <= 1'b0;
      picture_bank <= 2'd1;
      feed_start <= 1'b0;
      computing <= 1'b0;
      network_bank <= 2'd0;
      shown_bank <= 2'd0;
      send_bank <= 2'd0;
      send <= 1'b0;
      was_sending <= 1'b0;
      results <= 0;
      skipped <= 0;
    end
  end
endmodule
