// Memory of a sliding window: one write port, one read port with a register. Reader and writer never meet at one address:
// rq_window reads a word only after it has been written and lets it be overwritten only after it has been read.
module rq_ring #(
  parameter WIDTH = 8,
  parameter DEPTH = 2,
  parameter ADDRESS = 1,
  parameter STYLE = "auto"  // ram_style: "distributed" or "block"
) (
  input                    clk,
  input                    write,
  input      [ADDRESS-1:0] write_address,
  input      [WIDTH-1:0]   write_data,
  input                    read,
  input      [ADDRESS-1:0] read_address,
  output reg [WIDTH-1:0]   read_data
);
  (* ram_style = STYLE, no_rw_check *)
  reg [WIDTH-1:0] words [0:DEPTH-1];

  always @(posedge clk) begin
    if (write) words[write_address] <= write_data;
    if (read) read_data <= words[read_address];
  end
endmodule
