// Constants of a policy, read one word per clock.
//
// In simulation the words come from FILE in the folder that "+data=" names, so that another policy of the same shape needs no
// new build; in synthesis from FILE in the working folder.
module rq_rom #(
  parameter WIDTH = 8,
  parameter DEPTH = 1,
  parameter ADDRESS = 1,
  parameter FILE = "rom.hex",
  parameter STYLE = "auto"  // rom_style: "logic" or "block"
) (
  input                    clk,
  input                    enable,
  input      [ADDRESS-1:0] address,
  output reg [WIDTH-1:0]   data
);
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

  always @(posedge clk) if (enable) data <= words[address];
endmodule
