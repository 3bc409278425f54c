// The window of a 1x1 convolution that reads every pixel: SLOTS whole pixels of WORDS words, read pixel by pixel.
//
// Of a pixel the reader goes through GROUPS groups of PART words, each FOLDS times; outputs as in rq_window. A place is
// filled again once its pixel has been read for the last time.
module rq_pixels #(
  parameter LANES = 1,
  parameter BITS = 8,
  parameter SLOTS = 2,  // 1 or 2
  parameter WORDS = 1,
  parameter GROUPS = 1,
  parameter PART = 1,
  parameter FOLDS = 1,
  parameter STYLE = "auto"
) (
  input                   clk,
  input                   rst,
  input                   in_valid,
  output                  in_ready,
  input  [LANES*BITS-1:0] in_data,
  input                   move,
  output                  issue,
  output reg              valid,
  output reg              last,
  output reg              tail,
  output [LANES*BITS-1:0] word
);
  localparam WORD_BITS = WORDS > 1 ? $clog2(WORDS) : 1;
  localparam PART_BITS = PART > 1 ? $clog2(PART) : 1;
  localparam FOLD_BITS = FOLDS > 1 ? $clog2(FOLDS) : 1;
  localparam GROUP_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
  localparam DEPTH = SLOTS == 1 ? WORDS : (1 << WORD_BITS) + WORDS;

  reg [WORD_BITS-1:0] at;
  reg [WORD_BITS-1:0] at_write;
  reg slot;
  reg slot_write;
  reg [1:0] held;  // whole pixels
  reg [PART_BITS-1:0] part;
  reg [FOLD_BITS-1:0] fold;
  reg [GROUP_BITS-1:0] group;

  wire last_part = part == PART - 1;
  wire last_fold = fold == FOLDS - 1;
  wire last_group = group == GROUPS - 1;
  wire ends_fold = last_part && last_fold;
  wire ends_pixel = ends_fold && last_group;

  assign in_ready = held != SLOTS;
  assign issue = move && held != 0;
  wire push = in_valid && in_ready;
  wire fills = push && at_write == WORDS - 1;
  wire leaves = issue && ends_pixel;

  localparam ADDRESS = SLOTS == 1 ? WORD_BITS : WORD_BITS + 1;
  wire [ADDRESS-1:0] from;
  wire [ADDRESS-1:0] to;
  generate
    if (SLOTS == 1) begin : one
      assign from = at;
      assign to = at_write;
    end else begin : two
      assign from = {slot, at};
      assign to = {slot_write, at_write};
    end
  endgenerate
  rq_ring #(.WIDTH(LANES * BITS), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .STYLE(STYLE)) ring (
    .clk(clk), .write(push), .write_address(to), .write_data(in_data),
    .read(move), .clear(1'b0), .read_address(from), .read_data(word)
  );

  always @(posedge clk) begin
    if (rst) valid <= 1'b0;
    else if (move) valid <= issue;
    if (move) begin
      last <= last_part;
      tail <= last_fold && last_group;
    end
    if (rst) begin
      at <= 0;
      at_write <= 0;
      slot <= 1'b0;
      slot_write <= 1'b0;
      held <= 0;
      part <= 0;
      fold <= 0;
      group <= 0;
    end else begin
      if (push) at_write <= fills ? {WORD_BITS{1'b0}} : at_write + 1'b1;
      if (fills && SLOTS > 1) slot_write <= !slot_write;
      if (fills && !leaves) held <= held + 1'b1;
      if (leaves && !fills) held <= held - 1'b1;
      if (issue) begin
        // From the last word of a group back to its first, until its last fold.
        if (GROUPS == 1) at <= last_part ? {WORD_BITS{1'b0}} : at + 1'b1;
        else at <= last_part && !last_fold ? at - (PART - 1) : ends_pixel ? {WORD_BITS{1'b0}} : at + 1'b1;
        part <= last_part ? {PART_BITS{1'b0}} : part + 1'b1;
        if (last_part) fold <= last_fold ? {FOLD_BITS{1'b0}} : fold + 1'b1;
        if (ends_fold) group <= last_group ? {GROUP_BITS{1'b0}} : group + 1'b1;
        if (ends_pixel && SLOTS > 1) slot <= !slot;
      end
    end
  end
endmodule
