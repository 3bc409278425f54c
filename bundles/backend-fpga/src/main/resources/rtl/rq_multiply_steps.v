// floor(a * m / 2^DROP) for a signed a and an unsigned m of 16 bits, by additions over STEPS clocks: a requantizer that serves
// a slow array has the time, and needs no DSP slice.
//
// "start" marks the first step, where "m" is read; "a" holds still. The product stands STEPS enabled clocks after it, for one
// enabled clock. Every step takes the next CHUNK bits of m, lowest first, and moves
// the sum right by as many: |sum| never exceeds |a|, so A bits hold it. The bits that leave are kept as far as DROP lets
// them count.
module rq_multiply_steps #(
  parameter A = 24,
  parameter STEPS = 4,
  parameter DROP = 15,
  parameter OUT = 25  // A + 16 - DROP, at least
) (
  input                       clk,
  input                       enable,
  input                       start,
  input      signed [A-1:0]   a,
  input             [15:0]    m,
  output     signed [OUT-1:0] product
);
  localparam CHUNK = (16 + STEPS - 1) / STEPS;
  localparam TAKEN = STEPS * CHUNK;

  reg signed [A-1:0] high;
  reg [TAKEN-1:0] low;
  reg [TAKEN-1:0] left;  // bits of m that are still to come

  wire [TAKEN-1:0] now = start ? {{TAKEN-16+1{1'b0}}, m} : {1'b0, left};
  integer i;
  reg signed [A:0] sum;
  reg [TAKEN-1:0] under;
  always @* begin
    sum = start ? {A+1{1'b0}} : {high[A-1], high};
    under = low;
    for (i = 0; i < CHUNK; i = i + 1) begin
      // A choice between the additions keeps them chains of adders.
      if (now[i]) sum = sum + a;
      under = {sum[0], under} >> 1;
      sum = sum >>> 1;
    end
  end
  always @(posedge clk) if (enable) begin
    high <= sum[A-1:0];
    low <= under;
    left <= now >> CHUNK;
  end

  wire signed [A+TAKEN-1:0] whole = {high, low};
  wire signed [A+TAKEN-1:0] floor = whole >>> DROP;
  generate
    if (OUT <= A + TAKEN) assign product = floor[OUT-1:0];
    else assign product = floor;
  endgenerate
endmodule
