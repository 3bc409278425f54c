// FIFO between two clocks: each side's pointer crosses in Gray code, of which one bit changes at a time (Cummings, SNUG 2002,
// style 1). 2^ADDRESS words.
module rv_async_fifo #(
  parameter WIDTH = 18,
  parameter ADDRESS = 4
) (
  input              in_clk,
  input              in_rst,
  input              in_valid,
  output             in_ready,
  input  [WIDTH-1:0] in_data,
  input              out_clk,
  input              out_rst,
  output             out_valid,
  input              out_ready,
  output [WIDTH-1:0] out_data
);
  (* ram_style = "distributed", no_rw_check *)
  reg [WIDTH-1:0] words [0:(1<<ADDRESS)-1];
  reg [ADDRESS:0] tail;
  reg [ADDRESS:0] tail_gray;
  reg [ADDRESS:0] head;
  reg [ADDRESS:0] head_gray;
  (* async_reg = "true" *)
  reg [ADDRESS:0] head_in [0:1];
  (* async_reg = "true" *)
  reg [ADDRESS:0] tail_out [0:1];

  wire push = in_valid && in_ready;
  wire pop = out_valid && out_ready;
  wire [ADDRESS:0] tail_next = tail + 1'b1;
  wire [ADDRESS:0] head_next = head + 1'b1;

  // Full: the pointers differ by a whole round, which in Gray code inverts the two upper bits.
  assign in_ready = tail_gray != {~head_in[1][ADDRESS:ADDRESS-1], head_in[1][ADDRESS-2:0]};
  assign out_valid = head_gray != tail_out[1];
  assign out_data = words[head[ADDRESS-1:0]];

  always @(posedge in_clk) begin
    if (push) words[tail[ADDRESS-1:0]] <= in_data;
    if (in_rst) begin
      tail <= 0;
      tail_gray <= 0;
      head_in[0] <= 0;
      head_in[1] <= 0;
    end else begin
      head_in[0] <= head_gray;
      head_in[1] <= head_in[0];
      if (push) begin
        tail <= tail_next;
        tail_gray <= tail_next ^ (tail_next >> 1);
      end
    end
  end

  always @(posedge out_clk) begin
    if (out_rst) begin
      head <= 0;
      head_gray <= 0;
      tail_out[0] <= 0;
      tail_out[1] <= 0;
    end else begin
      tail_out[0] <= tail_gray;
      tail_out[1] <= tail_out[0];
      if (pop) begin
        head <= head_next;
        head_gray <= head_next ^ (head_next >> 1);
      end
    end
  end
endmodule
