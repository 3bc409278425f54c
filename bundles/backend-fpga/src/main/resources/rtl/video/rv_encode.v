// Averages to the network's input: with one channel the luma first, (77 R + 150 G + 29 B + 128) >> 8; then a table per channel
// that normalises and quantizes, as io.requant.model.arithmetic.InputEncoder has it. Three clocks.
module rv_encode #(
  parameter CHANNELS = 3,  // 1 or 3
  parameter COUNT = 10,
  parameter FILE0 = "encode0.hex",  // 256 words of 8 bits
  parameter FILE1 = "encode1.hex",
  parameter FILE2 = "encode2.hex"
) (
  input                       clk,
  input                       rst,
  input                       in_valid,
  input      [23:0]           in_rgb,
  input      [COUNT-1:0]      in_index,
  input                       in_whole,
  output reg                  out_valid,
  output reg [CHANNELS*8-1:0] out_data,
  output reg [COUNT-1:0]      out_index,
  output reg                  out_whole
);
  reg [1:0] valid;
  reg [1:0] whole;
  reg [COUNT-1:0] index [0:1];
  reg [CHANNELS*8-1:0] pixel;
  wire [CHANNELS*8-1:0] encoded;
  wire [15:0] luma = 77 * in_rgb[7:0] + 150 * in_rgb[15:8] + 29 * in_rgb[23:16] + 128;

  rq_rom #(.WIDTH(8), .DEPTH(256), .ADDRESS(8), .FILE(FILE0), .STYLE("block")) table0 (
    .clk(clk), .enable(1'b1), .address(pixel[7:0]), .data(encoded[7:0])
  );
  generate
    if (CHANNELS == 3) begin : colour
      rq_rom #(.WIDTH(8), .DEPTH(256), .ADDRESS(8), .FILE(FILE1), .STYLE("block")) table1 (
        .clk(clk), .enable(1'b1), .address(pixel[15:8]), .data(encoded[15:8])
      );
      rq_rom #(.WIDTH(8), .DEPTH(256), .ADDRESS(8), .FILE(FILE2), .STYLE("block")) table2 (
        .clk(clk), .enable(1'b1), .address(pixel[23:16]), .data(encoded[23:16])
      );
      always @(posedge clk) pixel <= in_rgb;
    end else begin : grey
      always @(posedge clk) pixel <= luma[15:8];
    end
  endgenerate

  always @(posedge clk) begin
    valid <= {valid[0], in_valid};
    whole <= {whole[0], in_whole};
    index[0] <= in_index;
    index[1] <= index[0];
    out_valid <= valid[1];
    out_whole <= whole[1];
    out_index <= index[1];
    out_data <= encoded;
    if (rst) begin
      valid <= 0;
      whole <= 0;
      out_valid <= 1'b0;
      out_whole <= 1'b0;
    end
  end
endmodule
