// Sliding window: keeps the part of a feature map that windows still need and reads it, word by word, in computing order.
//
// The stream comes as words of LANES channels, WORDS words a pixel, pixels in rows. For every output pixel the reader goes
// through GROUPS groups of PART words; for every group FOLDS times through the kernel's rows and columns. A run through the
// kernel ("result") ends with "last"; "tail" marks the results that end a pixel. Positions outside the map
// read as PAD_LANE in every lane.
//
// The memory is a ring of DEPTH words, of which PIXELS whole pixels may be in use. DEPTH need not be a power of two nor a
// whole number of rows: every loop that goes on moves the one read address by a constant of its own, modulo DEPTH. Two counts
// of pixels say what may happen: those in use, "over" PIXELS (below -PIXELS while the rest of the frame before, which no
// window needs, is still to come), and those that have arrived "ahead" of what the present window needs.
module rq_window #(
  parameter LANES = 1,
  parameter BITS = 8,
  parameter PIXELS = 2,
  parameter DEPTH = 2,
  parameter ADDRESS = 1,
  parameter COUNT = 8,  // bits of a signed count of up to PIXELS + a frame of pixels
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
  output reg              last,
  output reg              tail,
  output [LANES*BITS-1:0] word
);
  localparam ROW = IN_WIDTH * WORDS;
  localparam FRAME = IN_HEIGHT * ROW;
  localparam FRAME_PIXELS = IN_HEIGHT * IN_WIDTH;
  localparam TOP_END = -PAD_TOP + (OUT_HEIGHT - 1) * STRIDE_Y;
  localparam LEFT_END = -PAD_LEFT + (OUT_WIDTH - 1) * STRIDE_X;
  localparam PADDED = PAD_TOP > 0 || PAD_LEFT > 0 || TOP_END + KERNEL_HEIGHT > IN_HEIGHT || LEFT_END + KERNEL_WIDTH > IN_WIDTH;

  // Steps of the read address, modulo DEPTH: from the last word of what ends to the first of what comes.
  localparam KERNEL_SPAN = (KERNEL_HEIGHT - 1) * ROW + (KERNEL_WIDTH - 1) * WORDS + PART - 1;
  localparam PIXEL_SPAN = KERNEL_SPAN + (GROUPS - 1) * PART;
  localparam ROW_SPAN = PIXEL_SPAN + (OUT_WIDTH - 1) * STRIDE_X * WORDS;
  localparam FRAME_SPAN = ROW_SPAN + (OUT_HEIGHT - 1) * STRIDE_Y * ROW;
  localparam START = (DEPTH - (PAD_TOP * ROW + PAD_LEFT * WORDS) % DEPTH) % DEPTH;
  localparam TO_COLUMN = (WORDS - PART + 1) % DEPTH;
  localparam TO_LINE = ((ROW - (KERNEL_WIDTH - 1) * WORDS - PART + 1) % DEPTH + DEPTH) % DEPTH;
  localparam TO_FOLD = (DEPTH - KERNEL_SPAN % DEPTH) % DEPTH;
  localparam TO_GROUP = ((PART - KERNEL_SPAN) % DEPTH + DEPTH) % DEPTH;
  localparam TO_PIXEL = ((STRIDE_X * WORDS - PIXEL_SPAN) % DEPTH + DEPTH) % DEPTH;
  localparam TO_ROW = ((STRIDE_Y * ROW - ROW_SPAN) % DEPTH + DEPTH) % DEPTH;
  localparam TO_FRAME = ((FRAME - FRAME_SPAN) % DEPTH + DEPTH) % DEPTH;

  // Pixels needed: of the last row and of the rows above it, for the first window, the last one, and one that the map's end
  // cuts off for the first time.
  localparam COLUMNS_0 = KERNEL_WIDTH - PAD_LEFT < IN_WIDTH ? KERNEL_WIDTH - PAD_LEFT : IN_WIDTH;
  localparam COLUMNS_END = LEFT_END + KERNEL_WIDTH < IN_WIDTH ? LEFT_END + KERNEL_WIDTH : IN_WIDTH;
  localparam ROWS_0 = KERNEL_HEIGHT - PAD_TOP < IN_HEIGHT ? KERNEL_HEIGHT - PAD_TOP : IN_HEIGHT;
  localparam ROWS_END = TOP_END + KERNEL_HEIGHT < IN_HEIGHT ? TOP_END + KERNEL_HEIGHT : IN_HEIGHT;
  localparam NEED_0 = (ROWS_0 - 1) * IN_WIDTH + COLUMNS_0;
  localparam NEED_END = (ROWS_END - 1) * IN_WIDTH + COLUMNS_END;
  localparam PART_X = ((IN_WIDTH - KERNEL_WIDTH + PAD_LEFT) % STRIDE_X + STRIDE_X) % STRIDE_X;
  localparam PART_Y = ((IN_HEIGHT - KERNEL_HEIGHT + PAD_TOP) % STRIDE_Y + STRIDE_Y) % STRIDE_Y;
  // Pixels free: at the right end of a row, at the end of a frame, and once a window that began outside begins inside.
  localparam FREE_X = LEFT_END > 0 ? LEFT_END : 0;
  localparam FREE_END = (TOP_END > 0 ? TOP_END * IN_WIDTH : 0) + FREE_X;
  localparam ENTER_X = (STRIDE_X - PAD_LEFT % STRIDE_X) % STRIDE_X;
  localparam ENTER_Y = (STRIDE_Y - PAD_TOP % STRIDE_Y) % STRIDE_Y;

  localparam PART_BITS = PART > 1 ? $clog2(PART) : 1;
  localparam FOLD_BITS = FOLDS > 1 ? $clog2(FOLDS) : 1;
  localparam GROUP_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
  localparam X_BITS = $clog2(IN_WIDTH + KERNEL_WIDTH + STRIDE_X + PAD_LEFT + 1) + 1;
  localparam Y_BITS = $clog2(IN_HEIGHT + KERNEL_HEIGHT + STRIDE_Y + PAD_TOP + 1) + 1;
  localparam WORD_BITS = WORDS > 1 ? $clog2(WORDS) : 1;
  localparam KX_BITS = KERNEL_WIDTH > 1 ? $clog2(KERNEL_WIDTH) : 1;
  localparam KY_BITS = KERNEL_HEIGHT > 1 ? $clog2(KERNEL_HEIGHT) : 1;

  // address + step, modulo DEPTH; plain truncation where DEPTH is a power of two.
  function [ADDRESS-1:0] advance;
    input [ADDRESS-1:0] address;
    input [ADDRESS-1:0] step;
    reg [ADDRESS:0] sum;
    begin
      sum = {1'b0, address} + {1'b0, step};
      if (DEPTH != (1 << ADDRESS) && sum >= DEPTH) sum = sum - DEPTH;
      advance = sum[ADDRESS-1:0];
    end
  endfunction

  // Whether a position is less than a constant: a few tables, where a comparison would be a chain of adders.
  function less_x;
    input signed [X_BITS-1:0] value;
    input signed [X_BITS-1:0] bound;
    integer b;
    begin
      less_x = 1'b0;
      for (b = 0; b < X_BITS; b = b + 1)
        if (value[b] != bound[b]) less_x = b == X_BITS - 1 ? value[b] : bound[b];
    end
  endfunction

  function less_y;
    input signed [Y_BITS-1:0] value;
    input signed [Y_BITS-1:0] bound;
    integer b;
    begin
      less_y = 1'b0;
      for (b = 0; b < Y_BITS; b = b + 1)
        if (value[b] != bound[b]) less_y = b == Y_BITS - 1 ? value[b] : bound[b];
    end
  endfunction

  // Position of the reader.
  reg [PART_BITS-1:0] part;
  reg [KX_BITS-1:0] kernel_x;
  reg [KY_BITS-1:0] kernel_y;
  reg [FOLD_BITS-1:0] fold;
  reg [GROUP_BITS-1:0] group;
  reg signed [X_BITS-1:0] left;  // column of the window's left edge
  reg signed [Y_BITS-1:0] top;   // row of its upper edge
  reg [ADDRESS-1:0] at;
  reg [ADDRESS-1:0] at_write;
  reg [WORD_BITS-1:0] word_write;  // within the pixel
  reg signed [COUNT-1:0] over;
  reg signed [COUNT-1:0] ahead;

  wire last_part = part == PART - 1;
  wire last_column = kernel_x == KERNEL_WIDTH - 1;
  wire last_line = kernel_y == KERNEL_HEIGHT - 1;
  wire last_fold = fold == FOLDS - 1;
  wire last_group = group == GROUPS - 1;
  wire last_x = left == LEFT_END;
  wire last_y = top == TOP_END;
  wire ends_result = last_part && last_column && last_line;
  wire ends_pixel = ends_result && last_fold && last_group;
  wire ends_row = ends_pixel && last_x;
  wire ends_frame = ends_row && last_y;

  assign in_ready = over[COUNT-1];
  wire push = in_valid && in_ready;
  wire arrives = push && word_write == WORDS - 1;
  assign issue = move && !ahead[COUNT-1];

  wire here_in;
  generate
    if (PADDED) begin : padded
      wire signed [Y_BITS-1:0] row = top + $signed({1'b0, kernel_y});
      wire signed [X_BITS-1:0] column = left + $signed({1'b0, kernel_x});
      assign here_in = !row[Y_BITS-1] && less_y(row, IN_HEIGHT) && !column[X_BITS-1] && less_x(column, IN_WIDTH);
    end else begin : unpadded
      assign here_in = 1'b1;
    end
  endgenerate

  // A word of zeros is what the memory's register is cleared to; another one takes a choice behind it.
  wire [LANES*BITS-1:0] stored;
  generate
    if (PADDED && PAD_LANE != 0) begin : chosen
      reg outside;
      always @(posedge clk) if (move) outside <= !here_in;
      assign word = outside ? {LANES{PAD_LANE}} : stored;
    end else begin : cleared
      assign word = stored;
    end
  endgenerate

  rq_ring #(.WIDTH(LANES * BITS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .STYLE(STYLE)) ring (
    .clk(clk), .write(push), .write_address(at_write), .write_data(in_data),
    .read(move), .clear(move && !here_in), .read_address(at), .read_data(stored)
  );

  always @(posedge clk) begin
    if (rst) valid <= 1'b0;
    else if (move) valid <= issue;
    if (move) begin
      last <= ends_result;
      tail <= last_fold && last_group;
    end
  end

  // Pixels that the next window needs beyond the present one, counted negative. At the right end no more columns come, below no more rows.
  wire more_x = !less_x(IN_WIDTH - KERNEL_WIDTH - STRIDE_X, left);
  wire none_x = !less_x(left, IN_WIDTH - KERNEL_WIDTH);
  wire more_y = !less_y(IN_HEIGHT - KERNEL_HEIGHT - STRIDE_Y, top);
  wire none_y = !less_y(top, IN_HEIGHT - KERNEL_HEIGHT);
  localparam BACK = COLUMNS_END - COLUMNS_0;  // of the columns, when a row ends
  wire signed [COUNT-1:0] needs =
    !ends_pixel ? 0
    : !last_x ? (more_x ? -STRIDE_X : none_x ? 0 : -PART_X)
    : !last_y ? BACK - (more_y ? STRIDE_Y * IN_WIDTH : none_y ? 0 : PART_Y * IN_WIDTH)
    : NEED_END - NEED_0 - FRAME_PIXELS;

  // Pixels that it needs no more, likewise. Row 0 stays as long as a window further down begins at or above it.
  wire keeps_row = !last_y && less_y(top, 1 - STRIDE_Y);
  wire signed [COUNT-1:0] frees =
    !ends_pixel || keeps_row ? 0
    : !last_x ? (!left[X_BITS-1] ? -STRIDE_X : less_x(-STRIDE_X, left) ? -ENTER_X : 0)
    : !last_y ? FREE_X - (!top[Y_BITS-1] ? STRIDE_Y * IN_WIDTH : ENTER_Y * IN_WIDTH)
    : FREE_END - FRAME_PIXELS;

  always @(posedge clk) begin
    if (rst) begin
      at_write <= 0;
      word_write <= 0;
      over <= -PIXELS;
      ahead <= -NEED_0;
    end else begin
      if (push) at_write <= advance(at_write, 1 % DEPTH);
      if (push) word_write <= word_write == WORDS - 1 ? {WORD_BITS{1'b0}} : word_write + 1'b1;
      over <= over + (issue ? frees : {COUNT{1'b0}}) + {{COUNT-1{1'b0}}, arrives};
      ahead <= ahead + (issue ? needs : {COUNT{1'b0}}) + {{COUNT-1{1'b0}}, arrives};
    end
  end

  // The innermost loop that goes on says where to.
  wire [ADDRESS-1:0] step =
    !last_part ? 1 % DEPTH : !last_column ? TO_COLUMN : !last_line ? TO_LINE : !last_fold ? TO_FOLD
    : !last_group ? TO_GROUP : !last_x ? TO_PIXEL : !last_y ? TO_ROW : TO_FRAME;

  always @(posedge clk) begin
    if (rst) begin
      at <= START;
      part <= 0;
      kernel_x <= 0;
      kernel_y <= 0;
      fold <= 0;
      group <= 0;
      left <= -PAD_LEFT;
      top <= -PAD_TOP;
    end else if (issue) begin
      at <= advance(at, step);
      part <= last_part ? {PART_BITS{1'b0}} : part + 1'b1;
      if (last_part) kernel_x <= last_column ? {KX_BITS{1'b0}} : kernel_x + 1'b1;
      if (last_part && last_column) kernel_y <= last_line ? {KY_BITS{1'b0}} : kernel_y + 1'b1;
      if (ends_result) fold <= last_fold ? {FOLD_BITS{1'b0}} : fold + 1'b1;
      if (ends_result && last_fold) group <= last_group ? {GROUP_BITS{1'b0}} : group + 1'b1;
      if (ends_pixel) left <= last_x ? -PAD_LEFT : left + STRIDE_X;
      if (ends_row) top <= last_y ? -PAD_TOP : top + STRIDE_Y;
    end
  end
endmodule
