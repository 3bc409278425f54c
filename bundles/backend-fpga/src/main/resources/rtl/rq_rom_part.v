// Words FROM..FROM+2^BITS-1 of a memory of constants, in tables: a module of its own, since a synthesizer that sees it together
// with the choice behind it finds no way to join tables.
module rq_rom_part #(
  parameter WIDTH = 8,
  parameter DEPTH = 2,
  parameter ADDRESS = 1,
  parameter FROM = 0,
  parameter BITS = 1,
  parameter FILE = "rom.hex"
) (
  input  [ADDRESS-1:0] address,
  output [WIDTH-1:0]   data
);
  (* rom_style = "logic", ram_style = "logic" *)
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

  wire [ADDRESS-1:0] at = address & ((1 << BITS) - 1);
  assign data = words[FROM + at];
endmodule
