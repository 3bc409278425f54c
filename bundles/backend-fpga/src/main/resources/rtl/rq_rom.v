// Constants of a policy, read one word per clock.
//
// In simulation the words come from FILE in the folder that "+data=" names, so that another policy of the same shape needs no
// new build; in synthesis from FILE in the working folder.
//
// In tables a memory is read in up to three parts, each with a register of its own: the largest power of two of words, the
// largest of the rest, and what is left. Tables join to powers of two only, so 144 words would take as many as 256.
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

  localparam K0 = $clog2(DEPTH + 1) - 1;  // the first part has 2^K0 words
  localparam REST = DEPTH - (1 << K0);
  localparam K1 = REST > 0 ? $clog2(REST + 1) - 1 : 0;
  localparam LEFT = REST - (1 << K1);
  localparam K2 = LEFT > 1 ? $clog2(LEFT) : 0;

  generate
    if (STYLE == "logic" && DEPTH > 16 && REST > 0) begin : in_parts
      reg [WIDTH-1:0] first;
      reg [WIDTH-1:0] second;
      reg [1:0] chosen;
      wire [ADDRESS-1:0] at_first = address & ((1 << K0) - 1);
      wire [ADDRESS-1:0] at_second = (1 << K0) + (address & ((1 << K1) - 1));
      always @(posedge clk) if (enable) begin
        first <= words[at_first];
        second <= words[at_second];
        chosen <= {address >= (1 << K0) + (1 << K1), address >= (1 << K0)};
      end
      if (LEFT > 0) begin : three
        reg [WIDTH-1:0] third;
        wire [ADDRESS-1:0] at_third = (1 << K0) + (1 << K1) + (address & ((1 << K2) - 1));
        always @(posedge clk) if (enable) third <= words[at_third];
        assign data = chosen[1] ? third : chosen[0] ? second : first;
      end else begin : two
        assign data = chosen[0] ? second : first;
      end
    end else begin : whole
      reg [WIDTH-1:0] word;
      always @(posedge clk) if (enable) word <= words[address];
      assign data = word;
    end
  endgenerate
endmodule
