// Generated: camera bus in, panel out, network '$NAME' between them. Three clocks: the camera's, the core's, the panel's.
module video_system (
  input         clk,
  input         pclk,
  input         pixel_clk,
  input         rst,      // asynchronous; ends with each clock by itself
  input         vsync,
  input         href,
  input  [7:0]  d,
  output        lcd_active,
  output        lcd_hsync,
  output        lcd_vsync,
  output [23:0] lcd_rgb,
  output [29:0] tmds,     // red, green, blue from the top, 10 bits each, to the panel's serializers
  output        first_pixel,   // pclk: a frame has begun
  output        last_pixel,    // pclk: its end token
  output        net_valid,     // clk: a beat of the network's input
  output [$NET_WIDTH-1:0] net_data,
  output        class_valid,   // clk
  output [$CLASS-1:0] class_index,
  output        shown,         // pixel_clk: the next frame of the panel has that class
  output [15:0] frames,
  output [15:0] bad_lines,
  output [15:0] bad_frames,
  output [15:0] lost,
  output [15:0] results,
  output [15:0] skipped
);
  wire rst_core, rst_camera, rst_panel;
  rv_sync #(.RESET(1'b1)) reset_core (.clk(clk), .rst(rst), .in(1'b0), .out(rst_core));
  rv_sync #(.RESET(1'b1)) reset_camera (.clk(pclk), .rst(rst), .in(1'b0), .out(rst_camera));
  rv_sync #(.RESET(1'b1)) reset_panel (.clk(pixel_clk), .rst(rst), .in(1'b0), .out(rst_panel));

  // Camera.
  wire captured_valid, captured_ready, valid;
  wire [17:0] captured, token;
  rv_capture #(.WIDTH($WIDTH), .HEIGHT($HEIGHT), .COLUMN($COLUMN), .ROW($COLUMN)) capture (
    .pclk(pclk), .rst(rst_camera), .vsync(vsync), .href(href), .d(d),
    .valid(captured_valid), .ready(captured_ready), .token(captured),
    .frames(frames), .bad_lines(bad_lines), .bad_frames(bad_frames), .lost(lost)
  );
  assign first_pixel = captured_valid && captured[17:16] == 2'b01;
  assign last_pixel = captured_valid && captured_ready && captured[17];
  rv_async_fifo #(.WIDTH(18), .ADDRESS(4)) crossing (
    .in_clk(pclk), .in_rst(rst_camera), .in_valid(captured_valid), .in_ready(captured_ready), .in_data(captured),
    .out_clk(clk), .out_rst(rst_core), .out_valid(valid), .out_ready(1'b1), .out_data(token)
  );

  // Picture to the display's memory.
  reg [$ADDRESS-1:0] place;
  wire pixel = valid && !token[17];
  wire [$ADDRESS-1:0] here = token[16] ? {$ADDRESS{1'b0}} : place;
  wire [1:0] picture_bank;
  wire [$ADDRESS+1:0] read_address;
  wire [15:0] read_data;
  always @(posedge clk) if (pixel) place <= here + 1'b1;
  rv_picture_memory_model #(.ADDRESS($ADDRESS + 2)) memory (
    .in_clk(clk), .in_valid(pixel), .in_address({picture_bank, here}), .in_data(token[15:0]),
    .out_clk(pixel_clk), .out_address(read_address), .out_data(read_data)
  );

  // Picture to the network's input.
  wire small_valid, small_whole, image_valid, image_whole;
  wire [23:0] small_rgb;
  wire [$COUNT-1:0] small_index, image_index;
  wire [$CHANNELS*8-1:0] image_data;
  rv_resize #(
    .COLUMN($COLUMN), .WIDTH($WIDTH), .CROP_X($CROP_X), .CROP_Y($CROP_Y),
    .CROP_WIDTH($CROP_WIDTH), .CROP_HEIGHT($CROP_HEIGHT), .OUT_WIDTH($OUT_WIDTH), .INDEX($INDEX),
    .PIXELS($PIXELS), .COUNT($COUNT), .SX($SX), .TX($TX), .SY($SY), .TY($TY),
    .UNIT_X($UNIT_X), .UNIT_Y($UNIT_Y), .ROW_SUM($ROW_SUM), .SUM($SUM)
  ) resize (
    .clk(clk), .rst(rst_core), .valid(valid), .token(token),
    .out_valid(small_valid), .out_rgb(small_rgb), .out_index(small_index), .out_whole(small_whole)
  );
  rv_encode #(
    .CHANNELS($CHANNELS), .COUNT($COUNT),
    .FILE0("video_encode0.hex"), .FILE1("video_encode1.hex"), .FILE2("video_encode2.hex")
  ) encode (
    .clk(clk), .rst(rst_core),
    .in_valid(small_valid), .in_rgb(small_rgb), .in_index(small_index), .in_whole(small_whole),
    .out_valid(image_valid), .out_data(image_data), .out_index(image_index), .out_whole(image_whole)
  );

  // Network.
  wire image_bank, feed_idle, feed_start, feed_bank, net_start, in_valid, in_ready, out_valid;
  wire [1:0] net_state;
  wire [$NET_WIDTH-1:0] in_data;
  wire [$LOGITS_WIDTH-1:0] out_data;
  wire [$FROM-1:0] largest;
  rv_feed #(
    .CHANNELS($CHANNELS), .LANES($NET_LANES), .BEATS($NET_BEATS), .PIXELS($PIXELS), .ADDRESS($IMAGE_ADDRESS), .COUNT($COUNT)
  ) feed (
    .clk(clk), .rst(rst_core),
    .in_valid(image_valid), .in_bank(image_bank), .in_index(image_index), .in_data(image_data),
    .start(feed_start), .start_bank(feed_bank), .idle(feed_idle), .net_start(net_start), .net_state(net_state),
    .out_valid(in_valid), .out_ready(in_ready), .out_data(in_data)
  );
  $NETWORK network (
    .clk(clk), .rst(rst_core), .start(net_start), .frames(16'd1), .state(net_state), .cycles(), .frame_cycles(),
    .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .out_valid(out_valid), .out_ready(1'b1), .out_data(out_data)
  );
  rv_argmax #(
    .CLASSES($CLASSES), .LANES($LOGITS_LANES), .BITS($LOGITS_BITS), .SIGNED($LOGITS_SIGNED), .INDEX($FROM)
  ) argmax (
    .clk(clk), .rst(rst_core), .in_valid(out_valid), .in_data(out_data), .out_valid(class_valid), .out_class(largest)
  );
  assign net_valid = in_valid && in_ready;
  assign net_data = in_data;
  assign class_index = largest[$CLASS-1:0];

  // Display.
  wire send, sending, live, active, hs, vs, blank;
  wire [$CLASS-1:0] send_class, shown_class;
  wire [1:0] send_bank, shown_bank;
  wire [$POSITION-1:0] x, y;
  rv_schedule #(.CLASS($CLASS)) schedule (
    .clk(clk), .rst(rst_core), .image_whole(image_whole), .image_bank(image_bank), .picture_bank(picture_bank),
    .feed_idle(feed_idle), .feed_start(feed_start), .feed_bank(feed_bank),
    .class_valid(class_valid), .class_in(class_index),
    .send(send), .send_class(send_class), .send_bank(send_bank), .sending(sending),
    .results(results), .skipped(skipped)
  );
  rv_mailbox #(.WIDTH($CLASS + 2)) to_display (
    .in_clk(clk), .in_rst(rst_core), .send(send), .in_data({send_class, send_bank}), .sending(sending),
    .out_clk(pixel_clk), .out_rst(rst_panel), .take(blank), .full(live), .taken(shown),
    .out_data({shown_class, shown_bank})
  );
  rv_timing #(
    .H_ACTIVE($H_ACTIVE), .H_FRONT($H_FRONT), .H_SYNC($H_SYNC), .H_BACK($H_BACK),
    .V_ACTIVE($V_ACTIVE), .V_FRONT($V_FRONT), .V_SYNC($V_SYNC), .V_BACK($V_BACK), .COUNT($POSITION)
  ) timing (
    .clk(pixel_clk), .rst(rst_panel), .x(x), .y(y), .active(active), .hsync(hs), .vsync(vs), .blank(blank)
  );
  rv_overlay #(
    .COUNT($POSITION), .WIDTH($WIDTH), .HEIGHT($HEIGHT), .ADDRESS($ADDRESS), .SCALE($SCALE), .LEFT($LEFT), .TOP($TOP),
    .BAR($BAR), .TEXT_LEFT($TEXT_LEFT), .TEXT_TOP($TEXT_TOP), .ZOOM($ZOOM), .CLASS($CLASS), .LETTERS($LETTERS),
    .NAMES("video_names.hex"), .FONT("video_font.hex")
  ) overlay (
    .clk(pixel_clk), .rst(rst_panel), .x(x), .y(y), .in_active(active), .in_hsync(hs), .in_vsync(vs),
    .live(live), .bank(shown_bank), .class_in(shown_class), .read_address(read_address), .read_data(read_data),
    .out_active(lcd_active), .out_hsync(lcd_hsync), .out_vsync(lcd_vsync), .out_rgb(lcd_rgb)
  );
  rv_tmds blue (
    .clk(pixel_clk), .rst(rst_panel), .active(lcd_active), .data(lcd_rgb[7:0]), .control({lcd_vsync, lcd_hsync}),
    .word(tmds[9:0])
  );
  rv_tmds green (
    .clk(pixel_clk), .rst(rst_panel), .active(lcd_active), .data(lcd_rgb[15:8]), .control(2'b00), .word(tmds[19:10])
  );
  rv_tmds red (
    .clk(pixel_clk), .rst(rst_panel), .active(lcd_active), .data(lcd_rgb[23:16]), .control(2'b00), .word(tmds[29:20])
  );
endmodule
