// A word from one clock to another, taken when the reader likes: it stands still from "send" until the reader's answer has come
// back, so only two levels cross.
module rv_mailbox #(
  parameter WIDTH = 8
) (
  input                  in_clk,
  input                  in_rst,
  input                  send,     // not while "sending"
  input      [WIDTH-1:0] in_data,
  output                 sending,
  input                  out_clk,
  input                  out_rst,
  input                  take,     // one clock: takes a word if there is one
  output reg             full,     // a word has been taken since the reset
  output reg             taken,    // one clock
  output reg [WIDTH-1:0] out_data
);
  reg request;
  reg [WIDTH-1:0] word;
  reg answer;
  wire answered;
  wire requested;

  assign sending = request != answered;
  rv_sync to_writer (.clk(in_clk), .rst(in_rst), .in(answer), .out(answered));
  rv_sync to_reader (.clk(out_clk), .rst(out_rst), .in(request), .out(requested));

  always @(posedge in_clk) begin
    if (send) begin
      word <= in_data;
      request <= !request;
    end
    if (in_rst) request <= 1'b0;
  end

  always @(posedge out_clk) begin
    taken <= take && requested != answer;
    if (take && requested != answer) begin
      out_data <= word;
      answer <= requested;
      full <= 1'b1;
    end
    if (out_rst) begin
      answer <= 1'b0;
      full <= 1'b0;
      taken <= 1'b0;
      out_data <= 0;
    end
  end
endmodule
