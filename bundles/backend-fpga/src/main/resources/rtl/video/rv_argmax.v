// Index of the largest logit; of equal ones the lower index, as in the pipeline.
module rv_argmax #(
  parameter CLASSES = 10,
  parameter LANES = 1,
  parameter BITS = 16,
  parameter SIGNED = 1,
  parameter INDEX = 4     // bits that count 0..CLASSES + LANES
) (
  input                  clk,
  input                  rst,
  input                  in_valid,
  input [LANES*BITS-1:0] in_data,
  output reg             out_valid,  // one clock
  output reg [INDEX-1:0] out_class
);
  // A value with its sign turned compares like an unsigned one.
  reg [BITS-1:0] best;
  reg [INDEX-1:0] best_class;
  reg [INDEX-1:0] from;  // class of the first lane
  reg [BITS-1:0] value;
  reg [BITS-1:0] most;
  reg [INDEX-1:0] most_class;
  integer i;

  always @* begin
    most = best;
    most_class = best_class;
    value = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      value = in_data[i*BITS +: BITS];
      if (SIGNED) value[BITS-1] = !value[BITS-1];
      if (from + i < CLASSES && (from + i == 0 || value > most)) begin
        most = value;
        most_class = from + i;
      end
    end
  end

  always @(posedge clk) begin
    out_valid <= 1'b0;
    if (in_valid) begin
      best <= most;
      best_class <= most_class;
      from <= from + LANES;
      if (from + LANES >= CLASSES) begin
        from <= 0;
        out_valid <= 1'b1;
        out_class <= most_class;
      end
    end
    if (rst) begin
      from <= 0;
      out_valid <= 1'b0;
    end
  end
endmodule
