// Camera bus (DVP): PCLK, VSYNC, HREF, D[7:0]; two bytes a pixel, RGB565, the high byte first (OV5640 register 0x4300 = 0x61).
//
// What is under way when the reset ends is a part of a frame and is left out: the first frame begins with a VSYNC pulse. A line
// that has not exactly WIDTH pixels, a frame that has not HEIGHT lines, and a pixel that found "ready" low make their frame
// wrong; what follows such a frame is told so by its end token.
//
// A token is {end, first, pixel}. "first" is with the first pixel of a frame; an end token has no pixel but, in bit 0, whether
// the whole frame was right. Pixels beyond a line's or a frame's end never leave. The end token leaves with the last line, not
// with the next VSYNC: vertical blanking can be long. Later lines are counted as wrong ones, but the frame is gone.
module rv_capture #(
  parameter WIDTH = 320,
  parameter HEIGHT = 240,
  parameter COLUMN = 9,  // bits that count 0..WIDTH + 1
  parameter ROW = 8      // bits that count 0..HEIGHT
) (
  input             pclk,
  input             rst,
  input             vsync,  // high between frames
  input             href,   // high while D holds bytes of pixels
  input      [7:0]  d,
  output reg        valid,
  input             ready,
  output reg [17:0] token,
  output reg [15:0] frames,     // whole and right ones
  output reg [15:0] bad_lines,
  output reg [15:0] bad_frames,
  output reg [15:0] lost        // pixels that nobody took
);
  reg vsync_was;
  reg href_was;
  reg synchronous;  // a VSYNC pulse has been seen
  reg open;         // a frame is under way
  reg bad;
  reg second;       // the next byte is the low one
  reg [7:0] high;
  reg [COLUMN-1:0] column;
  reg [ROW-1:0] row;

  wire bytes = href && !vsync;
  wire line_ends = href_was && !bytes;
  wire line_bad = column != WIDTH || second;
  wire last_line = row == HEIGHT - 1;
  wire drop = valid && !ready && !token[17];

  always @(posedge pclk) begin
    vsync_was <= vsync;
    href_was <= bytes;
    if (ready || !token[17]) valid <= 1'b0;  // an end token waits, pixels do not
    if (drop) begin
      lost <= lost + 1'b1;
      bad <= 1'b1;
    end
    if (bytes && synchronous) begin
      second <= !second;
      if (!second) high <= d;
      else begin
        if (column != WIDTH + 1) column <= column + 1'b1;
        if (column < WIDTH && row < HEIGHT) begin
          valid <= 1'b1;
          token <= {1'b0, row == 0 && column == 0, high, d};
          open <= 1'b1;
        end
      end
    end
    if (line_ends && synchronous) begin
      second <= 1'b0;
      column <= 0;
      if (line_bad || row == HEIGHT) begin
        bad_lines <= bad_lines + 1'b1;
        bad <= 1'b1;
      end
      if (row != HEIGHT) row <= row + 1'b1;
      if (last_line && open) begin
        valid <= 1'b1;
        token <= {1'b1, 16'b0, !(bad || drop || line_bad)};
        open <= 1'b0;
        if (bad || drop || line_bad) bad_frames <= bad_frames + 1'b1;
        else frames <= frames + 1'b1;
      end
    end
    if (vsync && !vsync_was) begin
      synchronous <= 1'b1;
      row <= 0;
      column <= 0;
      second <= 1'b0;
      bad <= 1'b0;
      if (open && !(line_ends && last_line)) begin
        valid <= 1'b1;
        token <= {1'b1, 17'b0};
        open <= 1'b0;
        bad_frames <= bad_frames + 1'b1;
      end
    end
    if (rst) begin
      vsync_was <= 1'b1;
      href_was <= 1'b0;
      synchronous <= 1'b0;
      open <= 1'b0;
      bad <= 1'b0;
      second <= 1'b0;
      column <= 0;
      row <= 0;
      valid <= 1'b0;
      token <= 18'b0;
      frames <= 0;
      bad_lines <= 0;
      bad_frames <= 0;
      lost <= 0;
    end
  end
endmodule
