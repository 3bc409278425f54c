// MODEL of the memory for four pictures, 16 bits a pixel: one port for each clock, one clock from address to data.
//
// Four pictures of 320 x 240 are 4.9 Mbit. Boards of this size have a memory chip (SDRAM) for that, behind a controller with
// bursts, refresh and arbitration; none of that is modelled here, so this file is for simulation and for devices whose block
// memory is large enough.
module rv_picture_memory_model #(
  parameter ADDRESS = 19
) (
  input                    in_clk,
  input                    in_valid,
  input      [ADDRESS-1:0] in_address,
  input      [15:0]        in_data,
  input                    out_clk,
  input      [ADDRESS-1:0] out_address,
  output reg [15:0]        out_data
);
  (* ram_style = "block", no_rw_check *)
  reg [15:0] pixels [0:(1<<ADDRESS)-1];

  always @(posedge in_clk) if (in_valid) pixels[in_address] <= in_data;
  always @(posedge out_clk) out_data <= pixels[out_address];
endmodule
