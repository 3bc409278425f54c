// Sliding window: keeps the part of a feature map that windows still need and reads it, word by word, in computing order.
//
// The stream comes as words of LANES channels, WORDS words a pixel, pixels in rows. For every output pixel the reader goes
// through GROUPS groups of PART words; for every group FOLDS times through the kernel's rows and columns. A run through the
// kernel ("result") is marked by "first" and "last"; "tail" marks the results that end a pixel. Positions outside the map
// read as PAD_LANE in every lane.
//
// The memory is a ring of DEPTH words. DEPTH need not be a power of two nor a whole number of rows: every loop that goes on
// moves the one read address by a constant of its own, modulo DEPTH. Two counters say what may happen: "held" words have
// arrived and are still needed (negative while the rest of the frame before, which no window needs, is still to come), and
// "ahead" words have arrived beyond what the present window needs.
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
  // One window a pixel, in order: then it does not matter where in the map it stands.
  localparam POINTWISE = KERNEL_HEIGHT == 1 && KERNEL_WIDTH == 1 && STRIDE_Y == 1 && STRIDE_X == 1 && PAD_TOP == 0
                       && PAD_LEFT == 0 && OUT_HEIGHT == IN_HEIGHT && OUT_WIDTH == IN_WIDTH;
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

  // Words needed: of the last row and of the rows above it, for the first window, the last one, and one that the map's end
  // cuts off for the first time.
  localparam COLUMNS_0 = KERNEL_WIDTH - PAD_LEFT < IN_WIDTH ? KERNEL_WIDTH - PAD_LEFT : IN_WIDTH;
  localparam COLUMNS_END = LEFT_END + KERNEL_WIDTH < IN_WIDTH ? LEFT_END + KERNEL_WIDTH : IN_WIDTH;
  localparam ROWS_0 = KERNEL_HEIGHT - PAD_TOP < IN_HEIGHT ? KERNEL_HEIGHT - PAD_TOP : IN_HEIGHT;
  localparam ROWS_END = TOP_END + KERNEL_HEIGHT < IN_HEIGHT ? TOP_END + KERNEL_HEIGHT : IN_HEIGHT;
  localparam NEED_0 = (ROWS_0 - 1) * ROW + COLUMNS_0 * WORDS;
  localparam NEED_END = (ROWS_END - 1) * ROW + COLUMNS_END * WORDS;
  localparam PART_X = ((IN_WIDTH - KERNEL_WIDTH + PAD_LEFT) % STRIDE_X + STRIDE_X) % STRIDE_X;
  localparam PART_Y = ((IN_HEIGHT - KERNEL_HEIGHT + PAD_TOP) % STRIDE_Y + STRIDE_Y) % STRIDE_Y;
  // Words free: at the right end of a row, at the end of a frame, and once a window that began outside begins inside.
  localparam FREE_X = LEFT_END > 0 ? LEFT_END * WORDS : 0;
  localparam FREE_END = (TOP_END > 0 ? TOP_END * ROW : 0) + FREE_X;
  localparam ENTER_X = (STRIDE_X - PAD_LEFT % STRIDE_X) % STRIDE_X;
  localparam ENTER_Y = (STRIDE_Y - PAD_TOP % STRIDE_Y) % STRIDE_Y;

  localparam PART_BITS = PART > 1 ? $clog2(PART) : 1;
  localparam FOLD_BITS = FOLDS > 1 ? $clog2(FOLDS) : 1;
  localparam GROUP_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
  localparam X_BITS = $clog2(IN_WIDTH + KERNEL_WIDTH + STRIDE_X + PAD_LEFT + 1) + 1;
  localparam Y_BITS = $clog2(IN_HEIGHT + KERNEL_HEIGHT + STRIDE_Y + PAD_TOP + 1) + 1;
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
  reg signed [COUNT-1:0] held;
  reg signed [COUNT-1:0] ahead;

  wire last_part = part == PART - 1;
  wire last_column = kernel_x == KERNEL_WIDTH - 1;
  wire last_line = kernel_y == KERNEL_HEIGHT - 1;
  wire last_fold = fold == FOLDS - 1;
  wire last_group = group == GROUPS - 1;
  wire last_x = !POINTWISE && left == LEFT_END;
  wire last_y = !POINTWISE && top == TOP_END;
  wire ends_result = last_part && last_column && last_line;
  wire ends_pixel = ends_result && last_fold && last_group;
  wire ends_row = ends_pixel && last_x;
  wire ends_frame = ends_row && last_y;

  assign in_ready = held < DEPTH;
  wire push = in_valid && in_ready;
  assign issue = move && !ahead[COUNT-1];

  wire here_in;
  generate
    if (PADDED) begin : padded
      wire signed [Y_BITS-1:0] row = top + $signed({1'b0, kernel_y});
      wire signed [X_BITS-1:0] column = left + $signed({1'b0, kernel_x});
      assign here_in = row >= 0 && row < IN_HEIGHT && column >= 0 && column < IN_WIDTH;
    end else begin : unpadded
      assign here_in = 1'b1;
    end
  endgenerate
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

  // Words that the next window needs beyond the present one. At the right end no more columns come, below no more rows.
  wire [COUNT-1:0] more_columns =
    POINTWISE || left + STRIDE_X + KERNEL_WIDTH <= IN_WIDTH ? STRIDE_X * WORDS
    : left + KERNEL_WIDTH >= IN_WIDTH ? 0 : PART_X * WORDS;
  wire [COUNT-1:0] more_rows =
    top + STRIDE_Y + KERNEL_HEIGHT <= IN_HEIGHT ? STRIDE_Y * ROW : top + KERNEL_HEIGHT >= IN_HEIGHT ? 0 : PART_Y * ROW;
  wire [COUNT-1:0] needs =
    !ends_pixel ? 0 : !last_x ? more_columns : !last_y ? more_rows - (COLUMNS_END - COLUMNS_0) * WORDS
    : FRAME + NEED_0 - NEED_END;

  // Words that it needs no more. Row 0 stays as long as a window further down begins at or above it.
  wire keeps_row = !POINTWISE && !last_y && top + STRIDE_Y <= 0;
  wire [COUNT-1:0] free_columns =
    POINTWISE || left >= 0 ? STRIDE_X * WORDS : left + STRIDE_X > 0 ? ENTER_X * WORDS : 0;
  wire [COUNT-1:0] free_rows = (top >= 0 ? STRIDE_Y * ROW : ENTER_Y * ROW) - FREE_X;
  wire [COUNT-1:0] frees =
    !ends_pixel ? 0 : ends_frame ? FRAME - FREE_END : keeps_row ? 0 : !last_x ? free_columns : free_rows;

  always @(posedge clk) begin
    if (rst) begin
      at_write <= 0;
      held <= 0;
      ahead <= -NEED_0;
    end else begin
      if (push) at_write <= advance(at_write, 1 % DEPTH);
      held <= held + {{COUNT-1{1'b0}}, push} - (issue ? frees : {COUNT{1'b0}});
      ahead <= ahead + {{COUNT-1{1'b0}}, push} - (issue ? needs : {COUNT{1'b0}});
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
