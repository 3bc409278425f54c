// Centre crop and area average of a frame, to the bit as io.requant.api.preprocess.Preprocessor has it.
//
// Along an axis with source / target = S / T in lowest terms, a target pixel is S units long and a source pixel T. "room" is what
// the target pixel under way still lacks: a source pixel gives it min(T, room) units, and what is left of it begins the next one.
// A source is at least as long as its target here, so a source pixel never ends two targets. Rows of sums wait in a memory.
//
// Tokens are those of rv_capture; one may come every clock. Averages leave 12 clocks after the pixel that completed them. After
// an end token the next frame must be at least 16 clocks away.
module rv_resize #(
  parameter COLUMN = 9,  // bits that count a frame's columns and rows
  parameter WIDTH = 320,
  parameter CROP_X = 48,
  parameter CROP_Y = 8,
  parameter CROP_WIDTH = 224,
  parameter CROP_HEIGHT = 224,
  parameter OUT_WIDTH = 28,
  parameter INDEX = 5,   // bits that count OUT_WIDTH
  parameter PIXELS = 784,
  parameter COUNT = 10,  // bits that count 0..PIXELS
  parameter SX = 8,
  parameter TX = 1,
  parameter SY = 8,
  parameter TY = 1,
  parameter UNIT_X = 4,  // bits of SX
  parameter UNIT_Y = 4,  // bits of SY
  parameter ROW_SUM = 11,  // bits of 255 SX
  parameter SUM = 14       // bits of 255 SX SY
) (
  input               clk,
  input               rst,
  input               valid,
  input      [17:0]   token,
  output reg          out_valid,
  output     [23:0]   out_rgb,    // red in the lowest byte
  output reg [COUNT-1:0] out_index,
  output reg          out_whole   // the frame that has just ended was right and all of it has left
);
  // Where the pixel lies.
  reg [COLUMN-1:0] column;
  reg [COLUMN-1:0] row;
  wire pixel = valid && !token[17];
  wire first = token[16];
  wire [COLUMN-1:0] x = first ? {COLUMN{1'b0}} : column;
  wire [COLUMN-1:0] y = first ? {COLUMN{1'b0}} : row;
  wire in_crop = pixel && x >= CROP_X && x < CROP_X + CROP_WIDTH && y >= CROP_Y && y < CROP_Y + CROP_HEIGHT;

  // Its colours, 8 bits each: the upper bits are repeated below.
  wire [23:0] rgb = {token[4:0], token[4:2], token[10:5], token[10:9], token[15:11], token[15:13]};

  reg [UNIT_X-1:0] room_x;
  reg [INDEX-1:0] target_x;
  wire starts_row = x == CROP_X;
  wire [UNIT_X-1:0] room_now = starts_row ? SX : room_x;
  wire [INDEX-1:0] target_now = starts_row ? {INDEX{1'b0}} : target_x;
  wire ends_x = room_now <= TX;
  wire [UNIT_X-1:0] rest_x = TX - room_now;  // only read where a target ends

  reg row_valid;
  reg row_first;  // of the crop's first row: there are no sums yet
  reg [INDEX-1:0] row_x;

  always @(posedge clk) begin
    row_valid <= in_crop && ends_x;
    if (pixel) begin
      column <= x == WIDTH - 1 ? {COLUMN{1'b0}} : x + 1'b1;
      row <= x == WIDTH - 1 ? y + 1'b1 : y;
    end
    if (in_crop) begin
      row_first <= y == CROP_Y;
      row_x <= target_now;
      room_x <= ends_x ? SX - rest_x : room_now - TX;
      target_x <= ends_x ? target_now + 1'b1 : target_now;
    end
    if (rst) begin
      column <= 0;
      row <= 0;
      row_valid <= 1'b0;
    end
  end

  // Rows of a target pixel.
  reg [UNIT_Y-1:0] room_y;
  wire [UNIT_Y-1:0] left_y = row_first ? SY : room_y;
  wire ends_y = left_y <= TY;
  wire [UNIT_Y-1:0] rest_y = TY - left_y;
  wire row_ends = row_valid && row_x == OUT_WIDTH - 1;

  // "room_y" changes behind the last column, so all columns of a row see the same.
  always @(posedge clk) if (row_ends) room_y <= ends_y ? SY - rest_y : left_y - TY;

  genvar c;
  generate
    for (c = 0; c < 3; c = c + 1) begin : colour
      wire [7:0] v = rgb[c*8 +: 8];
      reg [ROW_SUM-1:0] part;     // of the target pixel under way
      reg [ROW_SUM-1:0] row_sum;  // of a finished one
      wire [ROW_SUM-1:0] carried = starts_row ? {ROW_SUM{1'b0}} : part;

      (* ram_style = "distributed", no_rw_check *)
      reg [SUM-1:0] sums [0:(1<<INDEX)-1];
      wire [SUM-1:0] above = row_first ? {SUM{1'b0}} : sums[row_x];
      reg [SUM-1:0] whole;

      always @(posedge clk) begin
        if (in_crop) begin
          if (ends_x) begin
            row_sum <= carried + room_now * v;
            part <= rest_x * v;
          end else part <= carried + TX * v;
        end
        if (row_valid) begin
          sums[row_x] <= ends_y ? rest_y * row_sum : above + TY * row_sum;
          whole <= above + left_y * row_sum;
        end
      end

      rv_divide #(.SUM(SUM), .TOTAL(SX * SY)) divide (.clk(clk), .sum(whole), .mean(out_rgb[c*8 +: 8]));
    end
  endgenerate

  // What leaves: "whole" and nine clocks of the division.
  reg [8:0] under_way;
  reg right;  // the end token has come and said so
  wire leaves = under_way[8];
  reg [COUNT-1:0] count;

  always @(posedge clk) begin
    under_way <= {under_way[7:0], row_valid && ends_y};
    out_valid <= leaves;
    out_index <= count;
    out_whole <= 1'b0;
    if (leaves) count <= count + 1'b1;
    if (pixel && first) begin
      count <= 0;
      right <= 1'b0;
    end
    if (valid && token[17]) right <= token[0];
    if (right && count == PIXELS) begin
      out_whole <= 1'b1;
      right <= 1'b0;
    end
    if (rst) begin
      under_way <= 0;
      out_valid <= 1'b0;
      count <= 0;
      right <= 1'b0;
    end
  end
endmodule
