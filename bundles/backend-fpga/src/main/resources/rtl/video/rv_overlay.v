// The picture on its place in the panel's frame, SCALE times as large, and over its lower end a bar, half as bright, with the
// name of the recognised class. Four clocks from position to colour; the sync signals wait as long.
module rv_overlay #(
  parameter COUNT = 11,
  parameter WIDTH = 320,     // of the camera's picture
  parameter HEIGHT = 240,
  parameter ADDRESS = 17,    // bits that count its pixels
  parameter SCALE = 1,
  parameter LEFT = 80,
  parameter TOP = 16,
  parameter BAR = 216,       // first row of the bar
  parameter TEXT_LEFT = 82,
  parameter TEXT_TOP = 218,
  parameter ZOOM = 1,        // letters of 8 x 8 are 2^ZOOM times as large
  parameter CLASS = 4,       // bits of a class
  parameter LETTERS = 4,     // a name takes 2^LETTERS places
  parameter [23:0] BACKGROUND = 24'h10_18_20,
  parameter [23:0] INK = 24'hff_e0_40,
  parameter NAMES = "names.hex",  // letters of 6 bits: ASCII less 32
  parameter FONT = "font.hex"     // 64 letters of 8 rows of 8 pixels, the leftmost highest
) (
  input                  clk,
  input                  rst,
  input      [COUNT-1:0] x,
  input      [COUNT-1:0] y,
  input                  in_active,
  input                  in_hsync,
  input                  in_vsync,
  input                  live,        // there is a picture
  input      [1:0]       bank,
  input      [CLASS-1:0] class_in,
  output     [ADDRESS+1:0] read_address,  // of the picture's memory, which answers after a clock
  input      [15:0]      read_data,
  output reg             out_active,
  output reg             out_hsync,
  output reg             out_vsync,
  output reg [23:0]      out_rgb      // red in the highest byte
);
  localparam RIGHT = LEFT + WIDTH * SCALE;
  localparam BOTTOM = TOP + HEIGHT * SCALE;
  localparam TEXT_RIGHT = TEXT_LEFT + (8 << (ZOOM + LETTERS));
  localparam TEXT_BOTTOM = TEXT_TOP + (8 << ZOOM);

  wire row_in = y >= TOP && y < BOTTOM;
  wire picture = live && row_in && x >= LEFT && x < RIGHT;

  // Position in the picture, by counting.
  reg [ADDRESS-1:0] row_start;
  reg [ADDRESS-1:0] along;
  reg [3:0] part_x;
  reg [3:0] part_y;
  wire line_ends = row_in && x == RIGHT - 1;
  always @(posedge clk) begin
    if (x >= LEFT && x < RIGHT) begin
      part_x <= part_x == SCALE - 1 ? 4'd0 : part_x + 4'd1;
      if (part_x == SCALE - 1) along <= along + 1'b1;
    end else begin
      part_x <= 4'd0;
      along <= 0;
    end
    if (line_ends) begin
      part_x <= 4'd0;
      along <= 0;
      part_y <= part_y == SCALE - 1 ? 4'd0 : part_y + 4'd1;
      if (part_y == SCALE - 1) row_start <= row_start + WIDTH;
    end
    if (!row_in) begin
      part_y <= 4'd0;
      row_start <= 0;
    end
    if (rst) begin
      part_x <= 4'd0;
      part_y <= 4'd0;
      along <= 0;
      row_start <= 0;
    end
  end

  wire [COUNT-1:0] letter_x = (x - TEXT_LEFT) >> ZOOM;
  wire [COUNT-1:0] letter_y = (y - TEXT_TOP) >> ZOOM;
  wire text = picture && x >= TEXT_LEFT && x < TEXT_RIGHT && y >= TEXT_TOP && y < TEXT_BOTTOM;

  // First clock: addresses. Second: pixel and letter. Third: the letter's row. Fourth: colour.
  reg [ADDRESS+1:0] address;
  reg [CLASS+LETTERS-1:0] place;
  reg [2:0] active;
  reg [2:0] hsync;
  reg [2:0] vsync;
  reg [2:0] in_picture;
  reg [2:0] in_bar;
  reg [2:0] in_text;
  reg [2:0] glyph_x [0:2];
  reg [2:0] glyph_y [0:1];
  reg [15:0] pixel;
  wire [5:0] letter;
  wire [7:0] glyph;

  assign read_address = address;
  rq_rom #(.WIDTH(6), .DEPTH(1 << (CLASS + LETTERS)), .ADDRESS(CLASS + LETTERS), .FILE(NAMES), .STYLE("block")) names (
    .clk(clk), .enable(1'b1), .address(place), .data(letter)
  );
  rq_rom #(.WIDTH(8), .DEPTH(512), .ADDRESS(9), .FILE(FONT), .STYLE("block")) font (
    .clk(clk), .enable(1'b1), .address({letter, glyph_y[1]}), .data(glyph)
  );

  // 5 and 6 bits to 8: the upper bits are repeated below.
  wire [23:0] wide = {pixel[15:11], pixel[15:13], pixel[10:5], pixel[10:9], pixel[4:0], pixel[4:2]};
  wire [23:0] dim = {1'b0, wide[23:17], 1'b0, wide[15:9], 1'b0, wide[7:1]};

  always @(posedge clk) begin
    address <= {bank, row_start + along};
    place <= {class_in, letter_x[LETTERS+2:3]};
    active <= {active[1:0], in_active};
    hsync <= {hsync[1:0], in_hsync};
    vsync <= {vsync[1:0], in_vsync};
    in_picture <= {in_picture[1:0], picture};
    in_bar <= {in_bar[1:0], picture && y >= BAR};
    in_text <= {in_text[1:0], text};
    glyph_x[0] <= letter_x[2:0];
    glyph_x[1] <= glyph_x[0];
    glyph_x[2] <= glyph_x[1];
    glyph_y[0] <= letter_y[2:0];
    glyph_y[1] <= glyph_y[0];
    pixel <= read_data;
    out_active <= active[2];
    out_hsync <= hsync[2];
    out_vsync <= vsync[2];
    if (!active[2]) out_rgb <= 24'd0;
    else if (!in_picture[2]) out_rgb <= BACKGROUND;
    else if (in_text[2] && glyph[7 - glyph_x[2]]) out_rgb <= INK;
    else out_rgb <= in_bar[2] ? dim : wide;
    if (rst) begin
      active <= 0;
      hsync <= 0;
      vsync <= 0;
      out_active <= 1'b0;
      out_hsync <= 1'b0;
      out_vsync <= 1'b0;
    end
  end
endmodule
