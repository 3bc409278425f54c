// Constants of a policy, read one word per clock.
//
// In simulation the words come from FILE in the folder that "+data=" names, so that another policy of the same shape needs no
// new build; in synthesis from FILE in the working folder.
//
// In tables a memory is read in up to three parts: the largest power of two of words, the largest of the rest, and what is
// left. Tables join to powers of two only, so 144 words would take as many as 256.
module rq_rom #(
  parameter WIDTH = 8,
  parameter DEPTH = 1,
  parameter ADDRESS = 1,
  parameter FILE = "rom.hex",
  parameter STYLE = "auto"  // rom_style: "logic" or "block"
) (
  input                clk,
  input                enable,
  input  [ADDRESS-1:0] address,
  output [WIDTH-1:0]   data
);
  localparam K0 = $clog2(DEPTH + 1) - 1;  // the first part has 2^K0 words
  localparam REST = DEPTH - (1 << K0);
  localparam K1 = REST > 0 ? $clog2(REST + 1) - 1 : 0;
  localparam LEFT = REST - (1 << K1);
  localparam K2 = LEFT > 1 ? $clog2(LEFT) : 0;

  reg [WIDTH-1:0] word;
  assign data = word;
  generate
    if (STYLE == "logic" && DEPTH > 16) begin : in_parts
      wire [WIDTH-1:0] first;
      rq_rom_part #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .FROM(0), .BITS(K0), .FILE(FILE)) part0 (
        .address(address), .data(first)
      );
      if (REST == 0) begin : one
        always @(posedge clk) if (enable) word <= first;
      end else begin : more
        wire [WIDTH-1:0] second;
        wire in_second = address >= (1 << K0);
        rq_rom_part #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .FROM(1 << K0), .BITS(K1), .FILE(FILE)) part1 (
          .address(address), .data(second)
        );
        if (LEFT == 0) begin : two
          always @(posedge clk) if (enable) word <= in_second ? second : first;
        end else begin : three
          wire [WIDTH-1:0] third;
          wire in_third = address >= (1 << K0) + (1 << K1);
          rq_rom_part #(
            .WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS(ADDRESS), .FROM((1 << K0) + (1 << K1)), .BITS(K2), .FILE(FILE)
          ) part2 (.address(address), .data(third));
          always @(posedge clk) if (enable) word <= in_third ? third : in_second ? second : first;
        end
      end
    end else begin : whole
      (* rom_style = STYLE, ram_style = STYLE *)
      reg [WIDTH-1:0] words [0:DEPTH-1];
`ifdef SYNTHESIS
      initial $readmemh(FILE, words);
`else
      reg [8*1024-1:0] folder;
      reg [8*1280-1:0] path;
      initial begin
        if (!$value$plusargs("data=%s", folder)) folder = ".";
        $sformat(path, "%0s/%0s", folder, FILE);
        $readmemh(path, words);
      end
`endif
      always @(posedge clk) if (enable) word <= words[address];
    end
  endgenerate
endmodule
