// Plays a recorded camera bus into the system and records the panel's signals, under Verilator and Icarus alike.
//
// "+wave=" names a file of two bytes per PCLK: bit 0 VSYNC, bit 1 HREF; then D. "+samples=" gets a 32-bit word per clock of the
// panel, machine order: bits 23..0 colours, 24 data enable, 25 HSYNC, 26 VSYNC; with "+tmds=1" the three TMDS words instead,
// blue lowest. Recording starts when the "+results=" th class is shown and ends with that frame of the panel. "+inputs=" gets the beats
// of the network's input in hexadecimal. Lines on standard output: "EVENT name pclk clk pixel_clk" with the number of clocks
// of each domain until then, "CLASS index", "COUNT name value", at the end "DONE".
`timescale 1ps / 1ps
module video_testbench;
  reg clk = 0, pclk = 0, pixel_clk = 0, rst = 1;
  always #$CLK_HALF clk = !clk;
  always #$PCLK_HALF pclk = !pclk;
  always #$PIXEL_HALF pixel_clk = !pixel_clk;

  reg vsync = 0, href = 0;
  reg [7:0] d = 0;
  wire active, hs, vs, first_pixel, last_pixel, net_valid, class_valid, shown;
  wire [23:0] rgb;
  wire [29:0] tmds;
  wire [$NET_WIDTH-1:0] net_data;
  wire [$CLASS-1:0] class_index;
  wire [15:0] frames, bad_lines, bad_frames, lost, results, skipped;
  video_system system (
    .clk(clk), .pclk(pclk), .pixel_clk(pixel_clk), .rst(rst), .vsync(vsync), .href(href), .d(d),
    .lcd_active(active), .lcd_hsync(hs), .lcd_vsync(vs), .lcd_rgb(rgb), .tmds(tmds),
    .first_pixel(first_pixel), .last_pixel(last_pixel), .net_valid(net_valid), .net_data(net_data),
    .class_valid(class_valid), .class_index(class_index), .shown(shown),
    .frames(frames), .bad_lines(bad_lines), .bad_frames(bad_frames), .lost(lost), .results(results), .skipped(skipped)
  );

  reg [8*1024-1:0] name;
  integer wave, samples, inputs, wanted, as_tmds;
  integer pclks = 0, clks = 0, pixel_clks = 0, recorded = 0, shown_count = 0;
  reg [15:0] sample;
  reg recording = 0;
  reg ended = 0;

  initial begin
    if (!$value$plusargs("wave=%s", name)) name = "wave";
    wave = $fopen(name, "rb");
    if (!$value$plusargs("samples=%s", name)) name = "samples";
    samples = $fopen(name, "wb");
    if (!$value$plusargs("inputs=%s", name)) name = "inputs";
    inputs = $fopen(name, "w");
    if (!$value$plusargs("results=%d", wanted)) wanted = 1;
    if (!$value$plusargs("tmds=%d", as_tmds)) as_tmds = 0;
    if (wave == 0 || samples == 0 || inputs == 0) begin
      $display("ERROR +wave=, +samples= or +inputs= cannot be opened");
      $finish;
    end
  end
  initial begin
    #($CLK_HALF * 8 + $PCLK_HALF * 8 + $PIXEL_HALF * 8) rst = 0;
  end

  task finish;
    begin
      $display("COUNT frames %0d", frames);
      $display("COUNT bad_lines %0d", bad_lines);
      $display("COUNT bad_frames %0d", bad_frames);
      $display("COUNT lost %0d", lost);
      $display("COUNT results %0d", results);
      $display("COUNT skipped %0d", skipped);
      $fclose(samples);
      $fclose(inputs);
      $display("DONE");
      $finish;
    end
  endtask

  // A sensor changes its outputs with the falling edge.
  always @(negedge pclk) if (!rst && !ended) begin
    if ($fread(sample, wave) != 2) ended = 1;
    else begin
      vsync <= sample[8];
      href <= sample[9];
      d <= sample[7:0];
    end
  end
  always @(posedge pclk) if (!rst) begin
    pclks = pclks + 1;
    if (first_pixel) $display("EVENT first_pixel %0d %0d %0d", pclks, clks, pixel_clks);
    if (last_pixel) $display("EVENT last_pixel %0d %0d %0d", pclks, clks, pixel_clks);
  end
  always @(posedge clk) if (!rst) begin
    clks = clks + 1;
    if (net_valid) $fwrite(inputs, "%h\n", net_data);
    if (class_valid) begin
      $display("EVENT class %0d %0d %0d", pclks, clks, pixel_clks);
      $display("CLASS %0d", class_index);
    end
  end

  // The panel's frame is recorded from the middle of vertical blanking, where the class is taken, to the end of the next
  // active area and a line more.
  always @(posedge pixel_clk) if (!rst) begin
    pixel_clks = pixel_clks + 1;
    if (shown) begin
      $display("EVENT shown %0d %0d %0d", pclks, clks, pixel_clks);
      shown_count = shown_count + 1;
      if (shown_count == wanted) recording = 1;
    end
    if (recording) begin
      if (as_tmds != 0) $fwrite(samples, "%u", {2'b0, tmds});
      else $fwrite(samples, "%u", {5'b0, vs, hs, active, rgb});
      recorded = recorded + 1;
      if (recorded == $RECORD) begin
        $display("EVENT recorded %0d %0d %0d", pclks, clks, pixel_clks);
        finish;
      end
    end
    if (pixel_clks == $LIMIT) finish;
  end
endmodule
