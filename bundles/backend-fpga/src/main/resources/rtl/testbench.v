// Drives one network from standard input under an event-driven simulator; see Harness.java for the protocol.
`timescale 1ns / 1ps
module testbench;
  localparam STDIN = 32'h8000_0000;
  localparam CHANNELS = $IN_CHANNELS;
  localparam PIXELS = $IN_PIXELS;
  localparam LANES = $IN_LANES;
  localparam OUT_CHANNELS = $OUT_CHANNELS;
  localparam OUT_PIXELS = $OUT_PIXELS;
  localparam OUT_LANES = $OUT_LANES;
  localparam OUT_BITS = $OUT_BITS;
  localparam OUT_SIGNED = $OUT_SIGNED;
  localparam MOST_FRAMES = 64;
  localparam FRAME = CHANNELS * PIXELS;

  reg clk = 0;
  reg rst = 1;
  reg start = 0;
  reg [15:0] frames = 0;
  wire [1:0] state;
  wire [31:0] cycles;
  wire [31:0] frame_cycles;
  reg in_valid = 0;
  wire in_ready;
  reg [LANES*8-1:0] in_data = 0;
  wire out_valid;
  wire [OUT_LANES*OUT_BITS-1:0] out_data;

  MODULE network (
    .clk(clk), .rst(rst), .start(start), .frames(frames), .state(state), .cycles(cycles), .frame_cycles(frame_cycles),
    .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .out_valid(out_valid), .out_ready(1'b1), .out_data(out_data)
  );

  reg [7:0] bytes [0:MOST_FRAMES*FRAME-1];
  integer head [0:5];
  integer size;
  integer taken;
  integer channel;
  integer out_channel;
  integer received;
  integer to_come;
  integer clocks;
  integer limit;
  integer i;
  integer c;
  reg signed [31:0] value;
  reg takes;

  // One clock: offers the next beat, takes what leaves.
  task clock;
    begin
      in_valid = taken < size;
      for (i = 0; i < LANES; i = i + 1)
        in_data[i*8 +: 8] = taken < size && channel + i < CHANNELS ? bytes[taken+i] : 8'd0;
      #1;
      takes = in_valid && in_ready;
      if (out_valid) begin
        for (i = 0; i < OUT_LANES; i = i + 1)
          if (out_channel < OUT_CHANNELS) begin
            value = 0;
            value[OUT_BITS-1:0] = out_data[i*OUT_BITS +: OUT_BITS];
            if (OUT_SIGNED && value[OUT_BITS-1]) value = value - (1 << OUT_BITS);
            // The clock that is about to end is the frame's last.
            if (received == 0) $write("F ");
            $write("%0d ", value);
            out_channel = out_channel + 1;
            received = received + 1;
          end
        if (out_channel == OUT_CHANNELS) out_channel = 0;
        if (received == OUT_CHANNELS * OUT_PIXELS) begin
          $display("@%0d", cycles + 1);
          received = 0;
          to_come = to_come - 1;
        end
      end
      clk = 1;
      #1;
      clk = 0;
      clocks = clocks + 1;
      if (takes) begin
        if (CHANNELS - channel > LANES) begin
          taken = taken + LANES;
          channel = channel + LANES;
        end else begin
          taken = taken + CHANNELS - channel;
          channel = 0;
        end
      end
      if (clocks > limit) begin
        $display("E the clocks of the request are used up");
        $fflush;
        $finish;
      end
    end
  endtask

  initial begin
    #1 clk = 1;
    #1 clk = 0;
    #1 clk = 1;
    #1 clk = 0;
    rst = 0;
    c = 0;
    while (c >= 0) begin
      for (i = 0; i < 6 && c >= 0; i = i + 1) begin
        c = $fgetc(STDIN);
        head[i] = c;
      end
      if (c >= 0) begin
        limit = head[0] + (head[1] << 8) + (head[2] << 16) + (head[3] << 24);
        to_come = head[4] + (head[5] << 8);
        if (to_come < 1 || to_come > MOST_FRAMES) begin
          $display("E the request's header makes no sense");
          $fflush;
          $finish;
        end
        size = to_come * FRAME;
        limit = limit * to_come;
        for (i = 0; i < size; i = i + 1) begin
          c = $fgetc(STDIN);
          bytes[i] = c;
        end
        frames = to_come;
        start = 1;
        taken = 0;
        channel = 0;
        out_channel = 0;
        received = 0;
        clocks = 0;
        while (to_come > 0) clock;
        while (taken < size || state != 2'b01) clock;
        $fflush;
        start = 0;
        while (state != 2'b00) clock;
      end
    end
    $finish;
  end
endmodule
