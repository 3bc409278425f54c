// Memory of a window: one write port, one read port with a register, which "clear" makes zero. Reader and writer never meet
// at one address: a word is read only after it has been written and overwritten only after it has been read.
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
  input                    clear,
  input      [ADDRESS-1:0] read_address,
  output reg [WIDTH-1:0]   read_data
);
  (* ram_style = STYLE, no_rw_check *)
  reg [WIDTH-1:0] words [0:DEPTH-1];

  always @(posedge clk) begin
    if (write) words[write_address] <= write_data;
    if (clear) read_data <= {WIDTH{1'b0}};
    else if (read) read_data <= words[read_address];
  end
endmodule
