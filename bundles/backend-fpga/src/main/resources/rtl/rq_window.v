// Sliding window: keeps the part of a feature map that windows still need and reads it, word by word, in computing order.
//
// The stream comes as words of LANES channels, WORDS words a pixel, pixels in rows. For every output pixel the reader goes
// through GROUPS groups of PART words; for every group FOLDS times through the kernel's rows and columns. A run through the
// kernel ("result") is marked by "first" and "last"; "tail" marks the results that end a pixel. Positions outside the map
// read as PAD_LANE in every lane.
//
// The memory is a ring of DEPTH words. Addresses are kept modulo DEPTH by adding constants, so DEPTH need not be a power of two
// nor a whole number of rows. Two counters relative to the reader's frame say what may happen: "written" words have arrived
// (negative while the end of the frame before is still to come); words below "released" are needed no more.
module rq_window #(
  parameter LANES = 1,
  parameter BITS = 8,
  parameter DEPTH = 2,
  parameter ADDRESS = 1,
  parameter COUNT = 8,  // bits of a signed count of -frame..frame+DEPTH words
  parameter IN_HEIGHT = 1,
  parameter IN_WIDTH = 1,
  parameter OUT_HEIGHT = 1,
  parameter OUT_WIDTH = 1,
  parameter KERNEL_HEIGHT = 1,
  parameter KERNEL_WIDTH = 1,
  parameter STRIDE_Y = 1,
  parameter STRIDE_X = 1,
  parameter PAD_TOP = 0,
  parameter PAD_LEFT = 0,
  parameter WORDS = 1,
  parameter GROUPS = 1,
  parameter PART = 1,
  parameter FOLDS = 1,
  parameter [BITS-1:0] PAD_LANE = 0,
  parameter STYLE = "auto"
) (
  input                   clk,
  input                   rst,
  input                   in_valid,
  output                  in_ready,
  input  [LANES*BITS-1:0] in_data,
  input                   move,    // the stages behind accept a word
  output                  issue,   // a word is being read in this clock
  output reg              valid,   // the rest belongs to the word that was read in the clock before
  output reg              first,
  output reg              last,
  output reg              tail,
  output [LANES*BITS-1:0] word
);
  localparam ROW = IN_WIDTH * WORDS;
  localparam FRAME = IN_HEIGHT * ROW;
  localparam TOP_END = -PAD_TOP + (OUT_HEIGHT - 1) * STRIDE_Y;
  localparam LEFT_END = -PAD_LEFT + (OUT_WIDTH - 1) * STRIDE_X;
  // Last row and column that the first window needs.
  localparam ROW_0 = KERNEL_HEIGHT - 1 - PAD_TOP < IN_HEIGHT ? KERNEL_HEIGHT - 1 - PAD_TOP : IN_HEIGHT - 1;
  localparam COLUMN_0 = KERNEL_WIDTH - 1 - PAD_LEFT < IN_WIDTH ? KERNEL_WIDTH - 1 - PAD_LEFT : IN_WIDTH - 1;
  // Steps of an address, modulo DEPTH.
  localparam START = (DEPTH - (PAD_TOP * ROW + PAD_LEFT * WORDS) % DEPTH) % DEPTH;
  localparam TO_COLUMN = (WORDS - PART + 1) % DEPTH;
  localparam TO_LINE = ROW % DEPTH;
  localparam TO_GROUP = PART % DEPTH;
  localparam TO_PIXEL = (STRIDE_X * WORDS) % DEPTH;
  localparam TO_ROW = (STRIDE_Y * ROW) % DEPTH;
  localparam TO_FRAME = FRAME % DEPTH;

  // address + step, modulo DEPTH; plain truncation where DEPTH is a power of two.
  function [ADDRESS-1:0] advance;
    input [ADDRESS-1:0] address;
    input integer step;
    reg [ADDRESS:0] sum;
    begin
      sum = {1'b0, address} + step[ADDRESS:0];
      if (DEPTH != (1 << ADDRESS) && sum >= DEPTH) sum = sum - DEPTH;
      advance = sum[ADDRESS-1:0];
    end
  endfunction

  // Position of the reader.
  reg [15:0] part;
  reg [7:0] kernel_x;
  reg [7:0] kernel_y;
  reg [15:0] fold;
  reg [15:0] group;
  reg signed [17:0] left;  // column of the window's left edge
  reg signed [17:0] top;   // row of its upper edge
  // Addresses: of the word to read, and of where the loops around it began.
  reg [ADDRESS-1:0] at;
  reg [ADDRESS-1:0] at_line;
  reg [ADDRESS-1:0] at_group;
  reg [ADDRESS-1:0] at_pixel;
  reg [ADDRESS-1:0] at_row;
  reg [ADDRESS-1:0] at_frame;
  reg [ADDRESS-1:0] at_write;
  // Counts of words in the reader's frame.
  reg signed [COUNT-1:0] written;
  reg signed [COUNT-1:0] need_rows;     // words of the rows above the last one that the window needs
  reg signed [COUNT-1:0] need_columns;  // words of that row
  reg signed [COUNT-1:0] free_rows;     // words of the rows that are needed no more
  reg signed [COUNT-1:0] free_columns;  // words of the row below them

  wire last_part = part == PART - 1;
  wire last_column = kernel_x == KERNEL_WIDTH - 1;
  wire last_line = kernel_y == KERNEL_HEIGHT - 1;
  wire last_fold = fold == FOLDS - 1;
  wire last_group = group == GROUPS - 1;
  wire last_x = left == LEFT_END;
  wire last_y = top == TOP_END;
  wire ends_result = last_part && last_column && last_line;
  wire ends_pixel = ends_result && last_fold && last_group;
  wire ends_frame = ends_pixel && last_x && last_y;

  // Row 0 stays as long as a window further down begins at or above it.
  wire keeps_row = !last_y && top + STRIDE_Y <= 0;
  wire signed [COUNT-1:0] released = keeps_row ? {COUNT{1'b0}} : free_rows + free_columns;

  assign in_ready = written - released < DEPTH;
  wire push = in_valid && in_ready;
  assign issue = move && written >= need_rows + need_columns;

  wire signed [17:0] row = top + $signed({10'b0, kernel_y});
  wire signed [17:0] column = left + $signed({10'b0, kernel_x});
  wire here_in = row >= 0 && row < IN_HEIGHT && column >= 0 && column < IN_WIDTH;
  reg held_in;

  wire [LANES*BITS-1:0] stored;
  assign word = held_in ? stored : {LANES{PAD_LANE}};

  rq_ring #(.WIDTH(LANES * BITS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .STYLE(STYLE)) ring (
    .clk(clk), .write(push), .write_address(at_write), .write_data(in_data),
    .read(move), .read_address(at), .read_data(stored)
  );

  always @(posedge clk) begin
    if (rst) valid <= 1'b0;
    else if (move) valid <= issue;
    if (move) begin
      first <= part == 0 && kernel_x == 0 && kernel_y == 0;
      last <= ends_result;
      tail <= last_fold && last_group;
      held_in <= here_in;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      at_write <= 0;
      written <= 0;
    end else begin
      if (push) at_write <= advance(at_write, 1);
      written <= written + (push ? 1 : 0) - (issue && ends_frame ? FRAME : 0);
    end
  end

  wire [ADDRESS-1:0] next_line = advance(at_line, TO_LINE);
  wire [ADDRESS-1:0] next_group = advance(at_group, TO_GROUP);
  wire [ADDRESS-1:0] next_pixel = advance(at_pixel, TO_PIXEL);
  wire [ADDRESS-1:0] next_row = advance(at_row, TO_ROW);
  wire [ADDRESS-1:0] next_frame = advance(at_frame, TO_FRAME);

  // Addresses: the innermost loop that goes on says where to.
  always @(posedge clk) begin
    if (rst) begin
      {at, at_line, at_group, at_pixel, at_row, at_frame} <= {6{START[ADDRESS-1:0]}};
    end else if (issue) begin
      if (!last_part) at <= advance(at, 1 % DEPTH);
      else if (!last_column) at <= advance(at, TO_COLUMN);
      else if (!last_line) {at, at_line} <= {2{next_line}};
      else if (!last_fold) {at, at_line} <= {2{at_group}};
      else if (!last_group) {at, at_line, at_group} <= {3{next_group}};
      else if (!last_x) {at, at_line, at_group, at_pixel} <= {4{next_pixel}};
      else if (!last_y) {at, at_line, at_group, at_pixel, at_row} <= {5{next_row}};
      else {at, at_line, at_group, at_pixel, at_row, at_frame} <= {6{next_frame}};
    end
  end

  // Loop counters.
  always @(posedge clk) begin
    if (rst) begin
      part <= 0;
      kernel_x <= 0;
      kernel_y <= 0;
      fold <= 0;
      group <= 0;
    end else if (issue) begin
      part <= last_part ? 16'd0 : part + 16'd1;
      if (last_part) kernel_x <= last_column ? 8'd0 : kernel_x + 8'd1;
      if (last_part && last_column) kernel_y <= last_line ? 8'd0 : kernel_y + 8'd1;
      if (ends_result) fold <= last_fold ? 16'd0 : fold + 16'd1;
      if (ends_result && last_fold) group <= last_group ? 16'd0 : group + 16'd1;
    end
  end

  // Columns: edge of the window, words needed and words free; each stops at the map's end.
  always @(posedge clk) begin
    if (rst || (issue && ends_pixel && last_x)) begin
      left <= -PAD_LEFT;
      need_columns <= (COLUMN_0 + 1) * WORDS;
      free_columns <= 0;
    end else if (issue && ends_pixel) begin
      left <= left + STRIDE_X;
      need_columns <= need_columns + STRIDE_X * WORDS < ROW ? need_columns + STRIDE_X * WORDS : ROW;
      // A window that begins left of the map frees nothing; the first that does not begins at its own distance.
      if (left >= 0) free_columns <= free_columns + STRIDE_X * WORDS;
      else if (left + STRIDE_X >= 0) free_columns <= ((STRIDE_X - PAD_LEFT % STRIDE_X) % STRIDE_X) * WORDS;
    end
  end

  // Rows, likewise.
  always @(posedge clk) begin
    if (rst || (issue && ends_frame)) begin
      top <= -PAD_TOP;
      need_rows <= ROW_0 * ROW;
      free_rows <= 0;
    end else if (issue && ends_pixel && last_x) begin
      top <= top + STRIDE_Y;
      need_rows <= need_rows + STRIDE_Y * ROW < FRAME - ROW ? need_rows + STRIDE_Y * ROW : FRAME - ROW;
      if (top >= 0) free_rows <= free_rows + STRIDE_Y * ROW;
      else if (top + STRIDE_Y >= 0) free_rows <= ((STRIDE_Y - PAD_TOP % STRIDE_Y) % STRIDE_Y) * ROW;
    end
  end
endmodule
